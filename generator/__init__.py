"""Official Chinese plan documents (创建方案, GB/T 9704-2012) from blueprints and rosters."""

__version__ = "0.1.0"
