"""Word documents: blocks in, bytes out. Knows OOXML and zip; knows no YAML and no plan."""
