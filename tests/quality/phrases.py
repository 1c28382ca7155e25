"""Set phrases and sentences around them, written for this test: what fragments are found in."""

# noun phrase = its usual rendering = another one, where there is another
NOUNS = """
基层党组织的战斗堡垒作用 = the role of primary-level Party organisations as fighting bastions
农村人居环境整治 = the improvement of rural living environments = the upgrading of rural living environments
城乡居民基本医疗保险 = basic medical insurance for rural and non-rural residents
乡村振兴战略 = the rural revitalisation strategy
供给侧结构性改革 = supply-side structural reform
以人民为中心的发展思想 = the people-centred philosophy of development = the people-centred approach to development
新型城镇化建设 = new urbanisation
生态环境保护督察 = environmental protection inspections
河长制工作机制 = the river chief system
最低生活保障标准 = the minimum living allowance standard
退役军人服务站 = the service station for veterans
易地扶贫搬迁安置点 = the resettlement site for relocated households
留守儿童关爱服务体系 = the care system for left-behind children
矛盾纠纷多元化解机制 = the mechanism for resolving disputes through multiple channels
国土空间规划体系 = the territorial space planning system
战略性新兴产业集群 = clusters of strategic emerging industries
地理标志农产品 = agricultural products with geographical indications
专精特新中小企业 = small and medium enterprises with special and sophisticated products
数字政府建设 = digital government
营商环境优化行动 = the campaign to improve the business environment
老旧小区改造工程 = the renovation project for old residential compounds
网格化管理模式 = the grid management model
红色教育基地 = the red education base
党风廉政建设责任制 = the responsibility system for clean Party conduct
高标准农田建设项目 = high-standard cropland projects
碳达峰碳中和目标 = the goals of peak carbon emissions and carbon neutrality
政务服务大厅 = the government service hall
农民专业合作社 = the farmers' specialised cooperative
应急物资储备库 = the emergency supplies depot
法律援助工作站 = the legal aid station
家庭医生签约服务 = the family doctor contract service
义务教育均衡发展 = balanced development of compulsory education
非物质文化遗产传承人 = bearers of intangible cultural heritage
重大动物疫病防控 = control of major animal diseases
集体经济薄弱村 = villages with a weak collective economy
安全生产专项整治 = the special campaign for workplace safety
"""

VERBS = """
全心全意为人民服务 = serve the people wholeheartedly = serve the people heart and soul
坚持稳中求进工作总基调 = pursue progress while ensuring stability
打通服务群众最后一公里 = bridge the last kilometre of public services
铸牢中华民族共同体意识 = foster a strong sense of community for the Chinese nation
把权力关进制度的笼子 = keep power within an institutional cage
推动高质量发展 = promote high-quality development = pursue high-quality development
守住不发生规模性返贫的底线 = ensure that no large-scale return to poverty occurs
落实安全生产主体责任 = fulfil the primary responsibility for workplace safety
统筹发展和安全 = balance development and security
坚决打赢污染防治攻坚战 = win the critical battle against pollution
发挥党员先锋模范作用 = give play to the exemplary role of Party members
拓宽农民增收渠道 = open more channels for farmers to earn money
巩固脱贫攻坚成果 = consolidate the gains of poverty alleviation
保障粮食和重要农产品供给 = secure the supply of grain and major farm produce
破除形式主义官僚主义 = root out pointless formalities and bureaucratism
深入推进放管服改革 = deepen reform to streamline administration
压实各级党委政府责任 = tighten the responsibility of Party committees and governments at all levels
弘扬社会主义核心价值观 = champion the core socialist values
健全基层社会治理体系 = improve the system of primary-level social governance
加强生物多样性保护 = strengthen the protection of biodiversity
提升应急处置能力 = raise the capacity for emergency response
守护绿水青山 = protect lucid waters and lush mountains
畅通群众诉求表达渠道 = keep channels open for people to voice their demands
补齐民生领域短板 = shore up weak links in public wellbeing
激发市场主体活力 = energise market entities
促进人与自然和谐共生 = foster harmony between humanity and nature
织密扎牢社会保障网 = weave a tight social safety net
盘活闲置宅基地 = put idle rural homesteads to use
传承红色基因 = carry forward the revolutionary heritage
严守耕地保护红线 = hold the red line for arable land
推进殡葬移风易俗 = change outdated funeral customs
办好人民满意的教育 = provide education that people are satisfied with
"""

AROUND_NOUNS = """
县里今年把{}列为头等大事。 = This year the county put {} at the top of its list.
会议专题研究了{}，并作出部署。 = The meeting discussed {} and made arrangements.
记者在山脚下了解到，{}已经取得初步成效。 = At the foot of the hill our reporter learned that {} had shown first results.
他说，没有{}，就没有今天的好日子。 = Without {}, he said, there would be none of today's good life.
去年以来，镇上先后三次就{}征求意见。 = Since last year the town has asked for opinions on {} three times.
李书记带着两名干部到村里调研{}。 = Secretary Li took two officials to the village to look into {}.
"""

AROUND_VERBS = """
我们要继续{}，不辜负乡亲们的期望。 = We will continue to {} and not let our neighbours down.
全县干部一致表示，要{}，把工作做细。 = Officials across the county agreed to {} and to do their work with care.
{}，是这次会议反复强调的要求。 = To {} is what the meeting asked for again and again.
如何{}？老支书有自己的办法。 = How to {}? The old secretary has a way of his own.
文件要求各单位{}，年底前报告进展。 = The document tells every office to {} and to report before the year is out.
他在日记里写道，一定要{}。 = In his diary he wrote that they must {}.
"""

ASKED_NOUNS = "昨天上午，调研组一行十二人冒雨察看了{}的有关情况，随后与村民座谈到中午。"
ASKED_VERBS = "座谈会上，来自十一个乡镇的代表围绕怎样{}谈了各自的打算和难处。"
ASKED_NOUNS_EN = "Yesterday morning a group of twelve braved the rain to see for themselves {} before noon."
ASKED_VERBS_EN = "Delegates from eleven townships spoke at length about the obstacles when they {} every day."
