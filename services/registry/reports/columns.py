"""The columns of a file of stated figures, and how people call them."""

from servicekit.sheets import Column

REGION = Column("region", "地区", ("地区代码", "行政区划", "行政区划代码", "州市", "县市区"))
INDICATOR = Column("indicator", "指标", ("指标代码", "指标名称"))
DIMENSIONS = Column("dimensions", "维度", ("分类", "口径"), required=False)
PERIOD = Column("period", "期间", ("时期", "统计期", "报告期"))
VALUE = Column("value", "数值", ("数量", "数据", "值"))
UNIT = Column("unit", "单位", ("计量单位",))
QUALIFIER = Column("qualifier", "限定", ("限定词", "准确程度"))
SOURCE = Column("source", "来源", ("数据来源", "出处"))

COLUMNS = (REGION, INDICATOR, DIMENSIONS, PERIOD, VALUE, UNIT, QUALIFIER, SOURCE)
