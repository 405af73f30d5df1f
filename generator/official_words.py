"""The words official titles are made of and how a title falls into them; breaks no lines.

The list is small: titles draw on a limited stock of words, and what is not in it (names
of places above all) is treated with care instead of guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Set


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Verbs: their object follows, so a line rather starts than ends with them.
VERBS = _words("""
    加强 推进 开展 做好 深化 完善 建立 健全 落实 贯彻 实施 推动 促进 加快 提升 提高 优化 规范 强化
    巩固 构建 打造 创建 贯彻落实 学习贯彻 学习宣传贯彻 贯彻执行 召开 举办 举行 组织开展 申报 命名
    表彰 调整 成立 设立 撤销 任命 征求 报送 下达 启动 支持 鼓励 引导 保障 防范 化解 整治 排查 改进
    培育 选树 选派 选拔 评选 推荐 通报 同意 批准 授予 废止 修订 修改 拨付 分配 制定 编制 组建 转变
    激励 坚持 统筹 严格 扩大 解决 发挥 抓好 建设好 防止 禁止 遏制 纠正 严肃 查处 认定 确定 公开
    改善 增强 发展壮大 加强和改进 建立健全 持续巩固 加快推进 深入推进 全面推进 全面加强 深入开展
""")

# Verbs that hand a document on: what they hand on may stand on a line of its own.
ISSUING = _words("印发 转发 批转 颁布 公布 发布 报送 印送")

# Adverbs and the like, which belong to the word after them.
ADVERBS = _words(
    "认真 进一步 全面 切实 深入 扎实 大力 积极 持续 高质量 纵深 从严 不断 着力 加快 严格 首批 新一轮"
)

# Words no line ends with: what they govern must follow.
LEADING = _words("关于 对 在 为 向 以 把 将 从 按 由 给 各 全 本 不 非")

# Words no line starts with.
TRAILING = _words("的 之 和 与 及 以及 等 暨 或 中 上 下 内 间 后 前")

# Words that join two of a kind; a line may end with them.
JOINING = _words("和 与 及 以及 暨 或 、")

# Kinds of documents, and what commonly stands before them as part of one expression.
GENRES = _words("""
    通知 意见 方案 办法 计划 规划 要点 决定 决议 通报 报告 请示 批复 函 公告 通告 公报 议案 纪要 命令
    细则 规定 条例 纲要 总结 清单 标准 制度 措施 预案 规则 准则 指南 手册 名单 倡议书 分解表 进度表
    评分表 任务书 责任书 台账 目录 规程 章程 守则 汇编 情况 安排 体系 细目 指标
""")
BEFORE_GENRES = _words("""
    创建 实施 工作 行动 管理 考核 评选 评定 评分 评价 验收 指导 暂行 若干 发展 建设 专项 总体 任务
    责任 重点 分工 活动 整改 督查 培训 应急 三年行动 重点任务 规划 试点 治理 整治 提升 推进 落实
    管理暂行 考核评价 考评 监督 保障 服务 进度 改革 选拔 检查 学习 操作 议事 奖励 补助 申报
""")

# Nouns that close a compound: with the word before them they are one expression.
CLOSING = _words("""
    工作 建设 活动 机制 能力 水平 工程 行动 任务 作用 管理 发展 改革 服务 治理 教育 培训 会议 项目 资金
    责任 问题 领导小组 小组 人员 单位 队伍 阵地 品牌 规划 成果 同志 职务 试点 考核 监督 检查 评价 验收
""")

# Bodies, as they follow the name of a place or of a superior body.
ORGANS = _words("""
    人民政府 政府 委员会 办公室 办公厅 组织部 宣传部 统战部 政法委员会 政法委 社会工作部 机构编制委员会
    纪律检查委员会 监察委员会 纪委监委 纪委 监委 党委 党组 党工委 党支部 党总支 支部委员会 总支部委员会
    基层委员会 工作委员会 管理委员会 管委会 机关工委 直属机关工作委员会 直属机关工委 直属机关党工委
    人民代表大会常务委员会 人大常委会 政协 人民法院 人民检察院 总工会 妇女联合会 妇联 团委
    教育局 教育体育局 财政局 农业农村局 发展和改革局 发展和改革委员会 民政局 司法局 公安局 自然资源局
    人力资源和社会保障局 住房和城乡建设局 交通运输局 水利局 商务局 文化和旅游局 卫生健康局
    卫生健康委员会 应急管理局 审计局 统计局 市场监督管理局 医疗保障局 退役军人事务局 乡村振兴局
    政务服务管理局 行政审批局 林业局 生态环境局 税务局 档案馆 街道办事处 办事处 村民委员会 居民委员会
    县委 市委 省委 区委 旗委 州委 镇党委 乡党委 街道党工委 国务院 党中央 中共中央 教育部 财政部 厅 省政府
    市政府 县政府 区政府 镇政府 乡政府
""")

# What turns the word before it into the name of a place or a body.
SUFFIXES = _words("省 市 县 区 旗 州 盟 镇 乡 村 局 委 厅 部 处 所 院 校 馆 站 室 办 科 队 园")
_PLACE_ENDS = ("街道", "社区", "开发区", "园区", "新区", "自治区")

# How far something reaches; said of the noun that follows.
SCOPES = _words("全国 全省 全市 全县 全区 全镇 全乡 全局 全校 我省 我市 我县 我区 各级 各类")

OTHERS = _words("""
    中共 中国共产党 党建 党史 党风 党性 党员 党组织 党务 党纪 党课 党校 党费 党代表 党内 党外 党群
    党风廉政 党建示范区 党建示范点 党建示范县 党建示范镇 党建示范村 基层党建示范点 党支部示范点
    党组织书记 党员干部 党建工作 党史学习教育 党纪学习教育 党的建设 党的政治建设 党风廉政建设
    机关党建 基层党建 农村党建 基层党组织 农村基层党组织 基层 农村 机关 企业 学校 医院 社区 街道
    乡镇 乡村 城乡 城市 国有企业 非公有制 非公有制经济组织 两新 社会组织 新经济组织 新社会组织
    新兴领域 示范 示范区 示范点 示范县 示范乡镇 示范村 示范社区 示范校 示范基地 示范单位 示范街道
    支部示范点 先进 先进集体 先进个人 优秀 优秀共产党员 优秀党务工作者 先进基层党组织 共产党员
    共产党 青年 妇女 儿童 职工 老干部 离退休 人才 干部 领导班子 领导干部 领导 年轻干部 大学生 村官
    书记 第一书记 驻村 工作队 驻村工作队 村干部 后备干部 政治 思想 组织 作风 纪律 政治建设
    思想建设 组织建设 作风建设 纪律建设 制度建设 思想政治 思想政治工作 意识形态 主题教育 主题党日
    组织生活 组织生活会 民主生活会 民主评议 学习教育 教育培训 理论学习 中心组 理论学习中心组
    三会一课 两学一做 两委 四议两公开 五星 双报到 标准化 规范化 标准化规范化 信息化 数字化 智慧
    网格化 一体化 现代化 法治化 常态化 长效 长效机制 常态 全面从严治党 从严治党 主体责任 监督责任
    廉政 廉洁 反腐败 巡察 巡视 巡察整改 政治巡察 信访 信访工作 平安 平安建设 法治 法治政府
    法治建设 社会治理 基层治理 乡村治理 网格 综合 综合治理 综合整治 社会 社会主义
    社会主义核心价值观 精神文明 文明 文明城市 文明单位 文明村镇 新时代 新时代文明实践 中国特色
    特色 文化 旅游 体育 教育系统 系统 卫生 健康 医疗 医疗保障 养老 养老服务 社会保障 就业 创业
    创新 科技 科学 技术 经济 经济社会 经济技术开发区 高新技术产业开发区 经济开发区 工业园区
    产业园区 开发区 园区 新区 自贸试验区 产业 工业 农业 农业农村 现代农业 农民 农民工 农产品 粮食
    粮食安全 安全 安全生产 生产 食品 药品 食品安全 消防 应急管理 防汛抗旱 森林防火 自然灾害 生态
    环境 生态环境 生态文明 污染防治 大气 水 河长制 林长制 人居环境 农村人居环境 厕所革命 垃圾
    生活垃圾 分类 土地 住房 交通 道路 道路交通 水利 能源 数据 网络 网络安全 信息 信息公开 政务
    政务服务 政务公开 行政 行政审批 审批 行政执法 执法 营商环境 市场 市场主体 消费 投资 招商引资
    重点项目 重大 重大项目 财政 预算 资产 国有资产 债务 乡村振兴 和美乡村 美丽乡村 脱贫攻坚
    脱贫攻坚成果 集体经济 农村集体经济 村级集体经济 村级 村级组织 换届 村民 居民 群众 人民 民生
    民族 民族团结 进步 宗教 统一战线 统一 团结 志愿服务 志愿者 公益 慈善 退役军人 双拥 国防 人大
    代表 政协委员 委员 提案 建议 机构 机构编制 机构改革 事业单位 公务员 人事 职称 工资 目标
    目标管理 目标责任 绩效 绩效考核 年度 年度考核 综合考核 述职 述职评议 评议 上半年 下半年
    第一季度 全村 全院 全体 全面深化改革 全域 我局 我镇 县级 市级 省级 县直 市直 省直 县直机关
    市直机关 县域 区域 直属 直属机关 有关 相关 有关问题 有关事项 事项 几个 主要 基本 专题 集中
    高质量发展 可持续 重要 讲话 重要讲话 重要论述 重要指示 精神 指示 会议精神 全会精神 全会 平台
    政务服务平台 移动端 全体会议 城乡建设用地 医疗机构 国民经济和社会发展 组织力 党组织领导的校长负责制 民主集中制 二十大 二十大精神 十九大 十八大 三中全会 四中全会 五中全会 六中全会
    党的二十大精神 党的二十大 党的 习近平 习近平新时代中国特色社会主义思想 总书记 习近平总书记
    公立医院 中小学 中小学校 义务教育 高等学校 幼儿园 教师 学生 校园 师德师风 未成年人 老年 残疾人
    困难 困难群众 救助 低保 留守儿童 关心 关爱 下一代 红色 红色资源 革命 革命老区 老区 传统
    优良传统 传承 五年规划 第十四个五年规划 国民经济 和谐 及时 等级 中心 中央 中国 下一步 上级
    内部 前期 后续 在职 在线 为民 为民办实事 实事 以案促改 对口 对口支援 向上向善 先锋 党员先锋
    引领 党建引领 联系 联系服务 群众路线 结对 结对帮扶 帮扶 共建 联建 积分 积分制 评星定级 星级
    软弱涣散 整顿 后进 党群服务中心 服务中心 楼宇 商圈 物业 小区 红色物业 产业链 支部 机关党支部
    农村党支部 试行 征求意见稿 送审稿 草案 修订版 攻坚 攻坚战 成员 组成 组成人员 调研 调查 研究
    座谈会 大会 代表大会 动员 部署 总结提升 宣传 考核验收 评估 督导 保护 利用 保密 档案 档案管理
    质量 生活 公共 公共服务 基础设施 设施 设备 采购 政府采购 招标投标 工程建设 政府投资 常务 成效
    经验 做法 典型 部分 部门 所有 处置 室内 区划 行政区划 乡风文明 移风易俗 扫黑除恶 斗争 打击
    电信网络诈骗 诈骗 校外 民办 办学 办事 办理 科普 科研 园林 绿化 站点 队列 馆藏 省际 市民 县城
    州县 镇村 乡贤 村居 村规民约
""")

_WORDS = frozenset().union(
    VERBS,
    ISSUING,
    ADVERBS,
    LEADING,
    TRAILING,
    GENRES,
    BEFORE_GENRES,
    CLOSING,
    ORGANS,
    SCOPES,
    OTHERS,
)
_LONGEST: dict[str, int] = {}  # of the words that begin with a character
for _word in _WORDS:
    _LONGEST[_word[0]] = max(len(_word), _LONGEST.get(_word[0], 0))

_MEASURES = (
    "年度|周年|年代|年|月份|月|日|号|季度|届|次|个|项|批|期|类|级|条|名|人|户|亿元|万元|元"
    "|公里|平方米|亩|大|轮|星|期|册|卷|版|天|周|小时|米|吨|%|％"
)
_DIGITS, _NUMERALS = "0-9０-９", "〇零一二两三四五六七八九十百千万亿"
_NUMBER = re.compile(
    rf"(?:第?[{_DIGITS}]+(?:[.．,，:：/—–\-－~～至][{_DIGITS}]+)*[万亿]?(?:{_MEASURES})*"
    rf"|第[{_NUMERALS}]+(?:{_MEASURES})?|[{_NUMERALS}]+(?:{_MEASURES}))"
)
_LATIN = re.compile(r"[A-Za-z0-9][\w.&'’/+\-]*", re.ASCII)

_KNOWN, _SUFFIX, _UNKNOWN = 2, 3, 7  # what a piece of each sort costs; a plan's own word: 1


def segment(text: str, words: Set[str] = frozenset()) -> list[str]:
    """The text in pieces: the cheapest way to lay known words end to end.

    That is maximum matching in both directions at once: fewest pieces, fewest unknown
    characters, and of equals the one whose later pieces are longer. `words` go before
    the list's own; a character that belongs to no word is a piece by itself.
    """
    longest = max(map(len, words), default=0)
    best: list[tuple[int, int]] = [(0, 0)] + [(_UNKNOWN * len(text) + 1, 0)] * len(text)
    for start in range(len(text)):
        sofar = best[start][0]
        for end, price in _pieces(text, start, longest, words):
            if sofar + price < best[end][0]:
                best[end] = (sofar + price, start)
    pieces, end = [], len(text)
    while end:
        start = best[end][1]
        pieces.append(text[start:end])
        end = start
    return pieces[::-1]


def _pieces(text: str, start: int, longest: int, words: Set[str]) -> list[tuple[int, int]]:
    """Where a piece that begins at `start` may end, and what it costs; `longest` is of `words`."""
    first = text[start]
    longest = max(longest, _LONGEST.get(first, 0))
    found = [(start + 1, _SUFFIX if first in SUFFIXES else _UNKNOWN)]
    for end in range(start + 1, min(len(text), start + longest) + 1):
        piece = text[start:end]
        if piece in words:
            found.append((end, 1))
        elif piece in _WORDS:
            found.append((end, _KNOWN))
    for pattern in (_NUMBER, _LATIN):
        if match := pattern.match(text, start):
            found.append((match.end(), _KNOWN))
    return found


def is_known(piece: str) -> bool:
    """Whether the piece is a word, a number or a mark, not a character that fits no word."""
    return len(piece) > 1 or piece in _WORDS or piece in SUFFIXES or not piece.isalnum()


def is_name(piece: str) -> bool:
    """Whether the piece ends the name of a place or a body: 县 of 云台县, or the name whole."""
    if piece in _WORDS and piece not in SUFFIXES:
        return piece.endswith(_PLACE_ENDS)
    return piece[-1] in SUFFIXES or piece.endswith((*_PLACE_ENDS, *ORGANS))


def is_number(piece: str) -> bool:
    """Whether the piece is a number, with or without its measure word."""
    return _NUMBER.fullmatch(piece) is not None
