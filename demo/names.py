"""Invented names: surnames and characters put together by a seeded choice; nobody is meant."""

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟"
    "姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤温康施牛樊葛"
)
COMPOUND = ("欧阳", "上官", "司徒", "诸葛")
MALE = "伟强磊军勇杰涛明超斌浩鹏宇辉刚健峰建华志国林海波宁亮川毅恒诚安远达文博远航庆凯岩松柏山河云飞扬昌平立新启"
FEMALE = "芳娜敏静丽娟霞秀玲燕红梅莉兰萍颖琳雪慧婷倩蓉薇洁璐瑶琪怡佳欣悦婉清雅宁晓月云素秋冬春华妍菁蕾露青竹"
FIRST_MALE = "建志文国永德俊子家世光正学思维仲景承启明海云天启振宗绍"
FIRST_FEMALE = "晓雨思梦雅静淑秀玉美若春小嘉诗月秋慧文亦可心佳欣"
# Characters that fonts and imports must be able to show; the last one lies outside the basic plane.
RARE = (
    ("章", "喆", "男"), ("卫", "堃", "男"), ("蒲", "珺", "女"), ("祝", "玥宁", "女"), ("谈", "赟", "男"),
    ("戚", "旻", "男"), ("娄", "彧", "男"), ("窦", "𬱖", "女"), ("滕", "喆文", "男"), ("狄", "堃成", "男"),
)  # fmt: skip


def invent(rng, gender: str) -> str:
    """A name of two to four characters."""
    surname = rng.choice(COMPOUND) if rng.random() < 0.03 else rng.choice(SURNAMES)
    last = MALE if gender == "男" else FEMALE
    if rng.random() < 0.22:
        return surname + rng.choice(last)
    first = FIRST_MALE if gender == "男" else FIRST_FEMALE
    one, other = rng.choice(first), rng.choice(last)
    return surname + one + (other if other != one else rng.choice(last))


class Names:
    """Gives each name once."""

    def __init__(self, rng, used):
        self.rng, self.used = rng, set(used)

    def new(self, gender: str) -> str:
        """A name nobody has yet."""
        while (name := invent(self.rng, gender)) in self.used:
            pass
        self.used.add(name)
        return name
