"""Chinese surnames: those of one character, those of two, and how the commonest are spelt in Latin script."""

from domain.identity.letters import words

SINGLE = frozenset(
    """
    赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎
    鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄
    和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭
    梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚
    程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫
    宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻
    莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向
    古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾
    毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖岳帅缑亢况有琴商牟佘佴伯赏墨哈谯笪年爱阳佟言福付
    代闫苟晋楚涂区仝占覃辜操卿鹿官麦原战阿趙錢孫鄭馮陳衛蔣韓楊許呂張嚴華謝鄒蘇範魯韋馬鳳費賀湯羅畢鄔
    樂時齊顧黃蕭計談龐紀項葉劉鐘陸榮龔盧鄧單聞黨譚勞朴冼谌尧种
    """
) - frozenset("\n ")
"""百家姓 and what is common today beyond it, with the traditional forms."""

COMPOUND = frozenset(
    words("""
    万俟 司马 上官 欧阳 夏侯 诸葛 闻人 东方 赫连 皇甫 尉迟 公羊 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 公孙
    仲孙 轩辕 令狐 钟离 宇文 长孙 慕容 鲜于 闾丘 司徒 司空 亓官 司寇 仉督 子车 颛孙 端木 巫马 公西 漆雕 乐正
    壤驷 公良 拓跋 夹谷 宰父 谷梁 段干 百里 东郭 南门 呼延 羊舌 微生 梁丘 左丘 东门 西门 南宫 第五 独孤 歐陽
    司馬 諸葛 東方 聞人 尉遲 軒轅 長孫 公孫
""")
)

SPELT = frozenset(
    words("""
    ai an ao ba bai ban bao bei bi bian bo bu cai cao cen chai chan chang chao che chen cheng cheung chi
    chiang chong chou chu chung cui dai dang deng diao ding dong dou du duan fan fang fei feng fu gan gao ge
    geng gong gou gu guan gui guo ha han hang hao he hong hou hsieh hsu hu hua huang huo ji jia jian jiang
    jiao jin jing ju kang ke kong kou kuang kwok lai lan lang lao lau lei leng leung li lian liang liao lin
    ling liu long lou lu luan luo lv lyu ma mao mei meng mi miao min ming mo mou mu ni nie ning niu ou
    ouyang pan pang pei peng pi pu qi qian qiang qiao qin qiu qu quan ran rao ren rong ruan rui sang sha
    shan shang shangguan shao shen sheng shi shu si sima situ song su sui sun tan tang tao teng tian tong
    tsai tsang tu wan wang wei wen weng wong wu xi xia xiang xiao xie xin xing xiong xu xuan xue yan yang
    yao ye yi yin ying you yu yuan yue yun zang zeng zha zhai zhan zhang zhao zhen zheng zhi zhong zhou zhu
    zhuang zhuge zhuo zong zou zu zuo
""")
)
"""In lower case. A word here may be a given name too: it only decides where the other word is not here."""
