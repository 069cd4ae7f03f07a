/* test_reading_context.c: what a clause takes from its surroundings: the period of the section, the
 * day of the whole, the place before a part of the country. The sentences are our own. */
#include "reading_check.h"

T(a_text_may_begin_without_a_heading)
{
	assert_read("前三季度，浙江省出口2.4万亿元。\n\n浙江省国内生产总值同比增长5.4%。\n",
		    "2025-11-20", "gdp CN-ZJ 2025-01/2025-09 growth 5.4%");
}

T(the_common_character_of_parts_is_said_once)
{
	const char *text = "2024年，全国出口25万亿元。东、中、西部和东北地区出口分别为20万亿元、"
			   "2万亿元、2.4万亿元和0.6万亿元。\n\n进口18万亿元，同比增长2.3%。\n";

	assert_read(text, "2025-01-20", "exports CN-E 2024 level 20万亿元");
	assert_read(text, "2025-01-20", "exports CN-C 2024 level 2万亿元");
	assert_read(text, "2025-01-20", "exports CN-NE 2024 level 0.6万亿元");
	assert_read(text, "2025-01-20", "imports CN 2024 growth 2.3%");
}

T(parts_are_of_the_day_of_the_whole)
{
	assert_read("前三季度，全国出口19万亿元。截至9月末，宽带用户达6.8亿户，比上年末增加1900万"
		    "户。其中，千兆用户达2.3亿户。\n",
		    "2025-10-24", "?千兆用户 CN 2025-09-30 level 2.3亿户");
}

T(a_share_that_has_risen_reaches_a_share)
{
	const char *text = "2023年，数字产业增加值占当年GDP的比重三年累计提升1.4个百分点，达到9.9%"
			   "。\n";

	assert_read(text, "2024-05-20", "?数字产业增加值 CN 2023 share_difference 1.4个百分点");
	assert_read(text, "2024-05-20", "?数字产业增加值 CN 2023 share 9.9%");
}

T(a_year_compared_with_is_not_spoken_of)
{
	assert_read("2023年，安徽省国内生产总值4.7万亿元，继2020年超过3.8万亿元之后再上台阶。"
		    "当年出口5231亿元。\n",
		    "2024-03-01", "exports CN-AH 2023 level 5231亿元");
	assert_read("2023年，安徽省出口5231亿元，在去年基础上又增长10.5%。\n", "2024-03-01",
		    "exports CN-AH 2023 growth 10.5%");
}

T(a_name_may_hold_a_length_of_time)
{
	assert_read("2023年底，寿命超过8年的在用设备达到3.1万台。\n", "2024-03-01",
		    "?寿命超过8年的在用设备 CN 2023-12-31 level 3.1万台");
}

T(firms_called_by_their_number)
{
	const char *text = "2023年，3家地方电力企业完成售电收入214亿元。\n";

	assert_read(text, "2024-03-01", "- enumeration 3家");
	assert_read("2023年，湖南有3家企业获批。\n", "2024-03-01",
		    "?企业获批 CN-HN 2023 level 3家");
}

T(higher_than_the_share_of_another)
{
	assert_read("2023年，企业研发项目达到9.6万项，占总量的73%，比成果中企业所占比重高4.1个百"
		    "分点。\n",
		    "2024-03-01", "?企业研发项目 CN 2023 share_difference 4.1个百分点");
}

T(prices_are_no_part_of_a_name)
{
	assert_read("1至10月，按照上年不变价计算的快递业务总量为1389亿元。\n", "2024-11-20",
		    "?快递业务总量 CN 2024-01/2024-10 level 1389亿元");
}

T(an_aim_names_its_place_behind_its_year)
{
	assert_read("规划提出培育新产业的任务，预期到2027年我国数字产业增加值占GDP比重达到12%。\n",
		    "2025-03-01", "?数字产业增加值 CN 2027 share 12%");
}

T(a_zone_by_its_kind_is_the_one_named_last)
{
	const char *text =
	    "2024年，合肥高新区出口286亿元。高新区国内生产总值增长6.1%，全区进口93亿元。"
	    "国家高新区出口5.1万亿元。\n";

	assert_read(text, "2025-02-20", "gdp CN-HTZ-HF 2024 growth 6.1%");
	assert_read(text, "2025-02-20", "imports CN-HTZ-HF 2024 level 93亿元");
	assert_read(text, "2025-02-20", "exports CN-HTZ 2024 level 5.1万亿元");
	assert_read(
	    "2024年，丽江高新区出口2.6亿元。高新区进口1.3亿元，全区国内生产总值增长4.2%。\n",
	    "2025-02-20", "gdp 丽江高新区 2024 growth 4.2%");
}

T(places_in_a_row_are_not_where_the_text_is)
{
	assert_read("2024年，北京、上海的带动作用增强。出口25.4万亿元。\n", "2025-02-20",
		    "exports CN 2024 level 25.4万亿元");
}

T(a_little_over_is_no_part_of_the_unit)
{
	assert_read("2024年，全国从业人员达到2.2万余人。\n", "2025-02-20",
		    "employed_persons CN 2024 level ~>2.2万人");
}

T(an_aim_that_is_surpassed)
{
	assert_read("到2027年，浙江省出口将突破5万亿元。\n", "2025-02-20",
		    "exports CN-ZJ 2027 level >5万亿元");
}

T(the_next_paragraph_is_of_the_same_time)
{
	assert_read("科技投入增加\n\n投入持续增加。\n\n2024年，全国出口25.4万亿元。\n\n进口18."
		    "4万亿元，同比增长2.3%。\n",
		    "2025-09-18", "imports CN 2024 level 18.4万亿元");
}

T(what_counts_so_far_is_of_the_day_of_publication)
{
	const char *text = "今年一季度，安徽省出口1300亿元。\n\n安徽省累计投入资金36亿元，撬动社会"
			   "资本120亿元。\n\n"
			   "该院成立以来，承担课题21项，孵化企业7家。\n";

	assert_read(text, "2025-05-19", "?累计投入资金 CN-AH 2025-05-19 level 36亿元");
	assert_read(text, "2025-05-19", "?撬动社会资本 CN-AH 2025-05-19 level 120亿元");
	assert_read(text, "2025-05-19", "?孵化企业 CN-AH 2025-05-19 level 7家");
}

T(a_rank_alone_is_of_the_whole)
{
	assert_read("2023年底，全国孵化器达到1.6万家，其中国家级1606家。\n", "2024-05-19",
		    "?国家级孵化器 CN 2023-12-31 level 1606家");
}

T(the_owner_of_a_list_owns_all)
{
	assert_read("2023年，数字产业创造的营业收入、净利润和出口总额分别为14.9亿元、1.3亿元和2.8亿"
		    "元。\n",
		    "2024-05-19", "?数字产业创造净利润 CN 2023 level 1.3亿元");
	assert_not_read(
	    "2023年，数字产业创造的营业收入、净利润和出口总额分别为14.9亿元、1.3亿元和2."
	    "8亿元。\n",
	    "2024-05-19", "exports CN");
}

T(one_object_of_two_verbs)
{
	assert_read("2023年，安徽省新开工项目418个，竣工295个。\n", "2024-05-19",
		    "?竣工项目 CN-AH 2023 level 295个");
}

T(the_rate_that_is_compared_with)
{
	assert_read("2024年，全国出口增长7.1%，远高于进口2.3%的增长率。\n", "2025-02-20",
		    "imports CN 2024 growth 2.3%");
}

T(both_places_are_compared_with)
{
	const char *text = "2024年，合肥市出口增长9.3%，高于全国2.2个百分点、全省1.4个百分点。\n";

	assert_read(text, "2025-02-20", "exports CN-340100 2024 growth_difference 1.4个百分点");
}

T(whose_it_is_stands_before_the_time)
{
	assert_read("安徽省规上软件企业前三季度累计实现营业收入93亿元。\n", "2024-11-20",
		    "?规上软件企业营业收入 CN-AH 2024-01/2024-09 level 93亿元");
}

T(a_total_alone_is_of_what_was_counted)
{
	assert_read("2023年，安徽省新增研发机构33家，总数达1630家。\n", "2024-05-19",
		    "?新增研发机构 CN-AH 2023 level 1630家");
}

T(codes_of_currencies_stand_before_numbers)
{
	const char *text = "Exports of China reached CNY13.6 billion (USD2.1 billion) in 2020.";

	assert_read(text, "2021-02-20", "exports CN 2020 level 13.6billion CNY");
	assert_read(text, "2021-02-20", "exports CN 2020 level 2.1billion USD");
}

T(points_slower_than)
{
	assert_read(
	    "In October 2020, exports of China rose 6.6 percent year on year, 0.4 percentage "
	    "points slower than that of the previous month.",
	    "2020-11-20", "exports CN 2020-10 growth_difference -0.4pp");
}

T(that_of_another_thing)
{
	assert_read("In 2020, sales of China's cars rose 2.2 percent, and that of trucks rose 5.7 "
		    "percent.",
		    "2021-02-20", "?sales of trucks CN 2020 growth 5.7%");
}

T(a_count_within_the_name_of_what_is_measured)
{
	assert_read(
	    "The GDP of the country's 169 state-level high-tech zones reached 13.6 trillion "
	    "yuan in 2020.",
	    "2021-02-20", "gdp CN-HTZ 2020 level 13.6trillion yuan");
	assert_read("The state-level high-tech zones accounted for 11.7 percent of China's GDP in "
		    "2020.",
		    "2021-02-20", "gdp CN-HTZ 2020 share 11.7%");
}

T(growth_said_behind_its_value)
{
	assert_read("2023年，安徽省出口达到5231亿元，保持12.5%的增速。\n", "2024-05-19",
		    "exports CN-AH 2023 growth 12.5%");
	assert_read("2023年，安徽省出口达到5231亿元，连续三年保持10%以上增长。\n", "2024-05-19",
		    "exports CN-AH 2023 growth >=10%");
}

T(a_contribution_that_has_risen)
{
	assert_read("2024年，工业对经济增长的贡献率由上年的38%提升至56%。\n", "2025-02-10",
		    "?工业 CN 2024 contribution 56%");
}

T(the_economy_grows_by_its_product)
{
	assert_read("2024年，安徽省经济增长5.8%。\n", "2025-02-10", "gdp CN-AH 2024 growth 5.8%");
}

T(parts_of_what_was_counted)
{
	const char *text =
	    "截至6月底，全国共有国家高新区178家，其中东部70家、中部48家、西部44家。\n";

	assert_read(text, "2025-08-18", "zones CN-E 2025-06-30 level 70家");
	assert_read(text, "2025-08-18", "zones CN-W 2025-06-30 level 44家");
}

T(firms_go_on_behind_the_time)
{
	assert_read("东方光电等龙头企业上半年研发投入达11.6亿元。\n", "2025-08-18",
		    "?东方光电等龙头企业研发投入 CN 2025-S1 level 11.6亿元");
}

T(a_province_named_in_passing)
{
	const char *text =
	    "2024年，合肥高新区出口286亿元。平台助推安徽省成果转化率达到67%。进口93亿元。\n";

	assert_read(text, "2025-02-20", "imports CN-HTZ-HF 2024 level 93亿元");
}

T(who_published_is_at_home)
{
	assert_read("经济概述\n\n来源: 合肥市统计局\n\n2023年，出口286亿元，同比增长6.1%。\n",
		    "2024-02-20", "exports CN-340100 2023 level 286亿元");
}

T(the_park_is_the_one_named)
{
	assert_read("2023年，苏州工业园区出口3700亿元。园区实现地区生产总值3686亿元。\n",
		    "2024-02-20", "gdp CN-SIP 2023 level 3686亿元");
}

T(among_several_zones_all_are_meant)
{
	const char *text =
	    "2021年，国家高新区利润总额4.1万亿元。合肥高新区出口286亿元；苏州高新区出口930"
	    "亿元。高新区集聚了全国36.2%的高新技术企业。\n";

	assert_read(text, "2022-02-20", "high_tech_enterprises CN-HTZ 2021 share 36.2%");
}

T(a_new_paragraph_is_at_home)
{
	const char *text =
	    "合肥市国民经济运行情况\n\n2024年，合肥市出口286亿元。\n\n合肥高新区进口93亿元"
	    "。\n\n社会消费品零售总额1342亿元。\n";

	assert_read(text, "2025-02-20", "imports CN-HTZ-HF 2024 level 93亿元");
	assert_read(text, "2025-02-20", "retail_sales CN-340100 2024 level 1342亿元");
}

T(districts_that_no_list_knows)
{
	const char *text = "2024年，合肥市包河区、蜀山区规上工业产值分别增长11.2%和5.6%。\n";

	assert_read(text, "2025-02-20", "?规上工业产值 蜀山区 2024 growth 5.6%");
	assert_not_read("2028年，全国共建跨区域平台50个。\n", "2025-02-20", "跨区 ");
}

T(places_in_a_ranking)
{
	assert_read("2024年，合肥高新区综合评价上升6位。\n", "2025-02-20", "- ordinal 6位");
}

T(above_the_rate_of_the_economy)
{
	assert_read("2024年，合肥市出口增长5.2%，高于经济增速0.4个百分点。\n", "2025-02-20",
		    "exports CN-340100 2024 growth_difference 0.4个百分点");
}

T(one_character_of_a_kind)
{
	assert_read("2023年，大、中、小型企业用电量分别增长1.4%、2.2%和3.9%。\n", "2024-02-20",
		    "?中型企业用电量 CN 2023 growth 2.2%");
}

T(lengths_of_time_that_are_measured)
{
	assert_read("2023年，存货周转天数为17.3天。\n", "2024-02-20",
		    "?存货周转天数 CN 2023 level 17.3天");
}

T(where_those_are_that_have)
{
	assert_read(
	    "Major firms in Zhongguancun achieved a technical income of 85 billion yuan in the "
	    "first half year of 2023.",
	    "2023-08-07", "?technical income CN-HTZ-ZGC 2023-S1 level 85billion yuan");
}

T(examples_are_no_subjects)
{
	const char *text = "2024年，合肥高新区、苏州高新区等12家国家高新区获批。\n";

	assert_not_read(text, "2025-02-20", "CN-HTZ-HF");
}

T(the_firms_part_of_an_amount)
{
	const char *text = "2023年，企业占全社会研发经费的比重为77.4%，比上年提高0.3个百分点。\n";

	assert_read(text, "2024-10-03", "enterprise_rd_expenditure CN 2023 share 77.4%");
	assert_read(text, "2024-10-03",
		    "enterprise_rd_expenditure CN 2023 share_difference 0.3个百分点");
}

T(measured_against_another)
{
	assert_read("2020年，我国出口约为日本的4.1倍，进口约为德国的154%。\n", "2021-10-03",
		    "imports CN 2020 ratio ~154%");
}

T(per_so_many)
{
	assert_read("2019年，合肥高新区每1万从业人员拥有发明专利388件。\n", "2020-10-03",
		    "?每1万从业人员拥有发明专利 CN-HTZ-HF 2019 level 388件");
	assert_read("2019年，合肥高新区每1万从业人员拥有发明专利388件。\n", "2020-10-03",
		    "- per 1万");
}

T(shares_told_in_turn)
{
	const char *text =
	    "2019年，合肥高新区出口286亿元，进口93亿元，分别占国内生产总值的12.3%、税收收入"
	    "的11.8%。\n";

	assert_read(text, "2020-10-03", "exports CN-HTZ-HF 2019 share 12.3%");
	assert_read(text, "2020-10-03", "imports CN-HTZ-HF 2019 share 11.8%");
}

T(the_paragraph_before_is_dated_by_its_first_value)
{
	const char *text =
	    "记者走进园区时，各处工地都在抓紧施工，许多项目即将投产，面貌一天一个样。\n\n"
	    "合肥高新区引进项目38个。今年1—10月出口286亿元。\n\n合肥高新区人才总量超过32万人"
	    "。\n";

	assert_read(text, "2025-11-24", "?人才总量 CN-HTZ-HF 2025-11-24 level >32万人");
}

T(another_rank_of_the_same)
{
	assert_read("2024年底，合肥高新区建成省级以上研发平台487个，其中国家级41个。\n",
		    "2025-02-20", "?国家级研发平台 CN-HTZ-HF 2024-12-31 level 41个");
}

T(the_head_alone_is_that_of_the_industry)
{
	assert_read("合肥高新区量子产业集聚企业97家，2024年营收达112亿元。\n", "2025-02-20",
		    "?量子产业营收 CN-HTZ-HF 2024 level 112亿元");
}

T(names_that_hold_an_and)
{
	const char *text =
	    "2024年，合肥市出口286亿元，进口93亿元，贸易额379亿元。节能与环保、生命健康、航空航"
	    "天产业产值分别达342亿元、186亿元和97亿元。\n";

	assert_read(text, "2025-02-20", "?生命健康产值 CN-340100 2024 level 186亿元");
}

T(other_names_are_not_taken_for_a_list_of_another_length)
{
	const char *text =
	    "2024年，合肥市出口286亿元，进口93亿元，甲产业、乙产业、丙产业产值分别为3亿元和7亿"
	    "元。\n";

	assert_not_read(text, "2025-02-20", "exports CN-340100 2024 level 3亿元");
}

T(that_year_says_no_more_than_its_quarters)
{
	assert_read("2014年前三季度，洛阳市来自外省的当年签约项目为324个，到位资金702亿元。\n",
		    "2014-10-24", "?到位资金 CN-410300 2014-01/2014-09 level 702亿元");
}

T(on_a_high_basis_is_compared_with)
{
	assert_read("前三季度，合肥市进口在去年高基数的基础上较快增长，出口完成286亿元。\n",
		    "2014-10-24", "exports CN-340100 2014-01/2014-09 level 286亿元");
}

T(a_zone_written_out)
{
	const char *text = "2013年，天水市经济技术开发区出口6.1亿元。开发区进口2.8亿元。\n";

	assert_read(text, "2014-10-24", "exports 天水市经济技术开发区 2013 level 6.1亿元");
	assert_read(text, "2014-10-24", "imports 天水市经济技术开发区 2013 level 2.8亿元");
}

/* Under a heading of its own nothing is of the quarter that the section before spoke of. */
T(a_heading_ends_the_time_of_the_section_before)
{
	const char *text = "主要指标\n\n2023年前三季度，陕西省国家高新区实现营业收入3万亿元。\n\n"
			   "绿色转型提速\n\n陕西省国家高新区建成绿色工厂60家。\n";

	assert_read(text, "2023-12-12",
		    "operating_revenue CN-SN-HTZ 2023-01/2023-09 level 3万亿元");
	assert_read(text, "2023-12-12", "?建成绿色工厂 CN-SN-HTZ 2023-12-12 level 60家");
}

T(a_plan_holds_beyond_headings)
{
	assert_read("会议部署2025年任务。\n\n夯实基础\n\n力争建成充电桩450万座。\n", "2024-12-27",
		    "charging_piles CN 2025 level 450万座");
}

T(the_day_stands_in_the_masthead)
{
	static const char *const heads[] = {"2023-12-12 第1版", "2023年12月12日 A03版",
					    "发布时间：2023-12-12 10:20", "日期: 2023年12月12日"};

	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		char text[256];

		snprintf(text, sizeof text, "%s\n\n目前，浙江省有高新技术企业4万家。\n", heads[i]);
		assert_read(text, NULL, "high_tech_enterprises CN-ZJ 2023-12-12 level 4万家");
	}
}

T(a_park_that_no_list_knows_is_a_place)
{
	const char *day = "2024-05-19";

	assert_read("苏陕协作产业园累计签约项目88个。\n", day,
		    "?累计签约项目 苏陕协作产业园 2024-05-19 level 88个");
	assert_read("光谷生物城已聚集高新技术企业4000余家。\n", day,
		    "high_tech_enterprises 光谷生物城 2024-05-19 level ~>4000家");
	assert_read("浙江省绿色产业园累计签约项目88个。\n", day,
		    "?绿色产业园累计签约项目 CN-ZJ 2024-05-19 level 88个");
}

T(what_is_had_is_measured)
{
	assert_read("浙江省有高新技术企业4万家。\n", "2024-05-19",
		    "high_tech_enterprises CN-ZJ 2024-05-19 level 4万家");
	assert_read("浙江省已聚集高新技术企业4万家。\n", "2024-05-19",
		    "high_tech_enterprises CN-ZJ 2024-05-19 level 4万家");
}

T(the_noun_of_the_next_class)
{
	assert_read("浙江省有国家级2家、省级15家设计中心。\n", "2024-05-19",
		    "?国家级设计中心 CN-ZJ 2024-05-19 level 2家");
	assert_read("浙江省形成3个国家级和12个省级设计集群。\n", "2024-05-19",
		    "?国家级设计集群 CN-ZJ 2024-05-19 level 3个");
}

T(a_headline_says_the_figure_of_its_report)
{
	assert_read("50.4万家！创新主体量质齐升\n\n本报讯 "
		    "11月21日发布，目前我国高新技术企业已达50.4万家。\n",
		    "2025-11-24", "high_tech_enterprises CN 2025-11-21 level 50.4万家");
	assert_not_read("50.4万家！创新主体量质齐升\n\n本报讯 "
			"11月21日发布，目前我国高新技术企业已达50.4万家。\n",
			"2025-11-24", "gdp CN 2025-11-24 level 50.4万家");
}

T(a_report_begins_behind_its_headline)
{
	assert_read("到2027年浙江省建成200个左右示范社区\n本报讯 "
		    "近日，有关部门印发指南，浙江省各地开展建设。\n",
		    "2025-11-24", "?建成示范社区 CN-ZJ 2027 level ~200个");
}

T(covered_in_full)
{
	const char *text = "到2027年，浙江省冷链物流、智慧养老、“双千兆”网络100%全覆盖。\n";

	assert_read(text, "2025-11-24", "?冷链物流覆盖率 CN-ZJ 2027 level 100%");
	assert_read(text, "2025-11-24", "?智慧养老覆盖率 CN-ZJ 2027 level 100%");
	assert_read(text, "2025-11-24", "dual_gigabit_coverage CN-ZJ 2027 level 100%");
}

T(the_same_thing_of_the_nation)
{
	assert_read("2023年，浙江省生产总值8万亿元，占国内生产总值的6.5%。\n", "2024-05-19",
		    "gdp CN-ZJ 2023 share 6.5% @CN");
	assert_read("2023年，浙江省第三产业增加值占国内生产总值的比重为56%。\n", "2024-05-19",
		    "gdp_tertiary CN-ZJ 2023 share 56% gdp");
}

T(places_in_a_clause_of_their_own)
{
	const char *text = "在京津冀、长三角和粤港澳大湾区，分别有7家、36家和14家国家高新区。\n";

	assert_read(text, "2023-12-12", "zones CN-HTZ-JJJ 2023-12-12 level 7家");
	assert_read(text, "2023-12-12", "zones CN-HTZ-GBA 2023-12-12 level 14家");
	assert_read("在浙江、江苏和山东，分别有高新技术企业3万家、5万家和2万家。\n", "2023-12-12",
		    "high_tech_enterprises CN-JS 2023-12-12 level 5万家");
}

T(counted_before_the_place)
{
	const char *text = "70家东部、49家中部国家高新区工业总产值分别达13万亿元、5万亿元，"
			   "43家西部国家高新区工业总产值3万亿元。\n";

	assert_read(text, "2023-12-12", "zones CN-HTZ-E 2023-12-12 level 70家");
	assert_read(text, "2023-12-12", "zones CN-HTZ-W 2023-12-12 level 43家");
	assert_read(text, "2023-12-12",
		    "gross_industrial_output CN-HTZ-C 2023-12-12 level 5万亿元");
	assert_read(text, "2023-12-12",
		    "gross_industrial_output CN-HTZ-W 2023-12-12 level 3万亿元");
}

T(names_in_other_words)
{
	const char *day = "2024-05-19";

	assert_read("浙江省新注册的民营企业3万家。\n", day,
		    "new_private_enterprises CN-ZJ 2024-05-19 level 3万家");
	assert_read("浙江省有效期内高新技术企业4万家。\n", day,
		    "high_tech_enterprises CN-ZJ 2024-05-19 level 4万家");
	assert_read("浙江省企业研发费用300亿元。\n", day,
		    "rd_expenses CN-ZJ 2024-05-19 level 300亿元");
	/* chips and medicine together are no output of chips, firms' patents not all patents */
	assert_not_read("浙江省集成电路和生物医药规模300亿元。\n", day,
			"ic_output CN-ZJ 2024-05-19 level 300亿元");
	assert_read("浙江省企业发明专利拥有量3万件。\n", day,
		    "enterprise_invention_patents CN-ZJ 2024-05-19 level 3万件");
}

T(a_district_is_not_the_city_around_it)
{
	assert_read("2023年，南京江北新区实现地区生产总值3011亿元。\n", "2024-05-19",
		    "gdp 南京江北新区 2023 level 3011亿元");
	assert_read("2023年，南京市江宁区实现地区生产总值3000亿元。\n", "2024-05-19",
		    "gdp 南京市江宁区 2023 level 3000亿元");
}

T(electronics_are_no_telegram)
{
	assert_read("浙江省增长30%。电子及通信设备制造业营业收入2万亿元。\n", "2024-05-19",
		    "?电子及通信设备制造业营业收入 CN-ZJ 2024-05-19 level 2万亿元");
}

T(an_article_is_where_its_headings_are)
{
	const char *text =
	    "荆楚日报\n\n国内统一刊号 42-0093\n\n经济总量迈上台阶\n\n——湖北2025年经济速览\n\n"
	    "本报讯 1月23日，省政府新闻办举行新闻发布会，介绍全省运行情况。2025年，全省实现地区"
	    "生产总值6万亿元。\n\n全国平均增长5%。\n\n2025年，规模以上工业增加值增长7%。\n";

	assert_read(text, "2026-01-27", "gdp CN-HB 2025 level 6万亿元");
	assert_read(text, "2026-01-27", "industrial_value_added_scale CN-HB 2025 growth 7%");
}

T(an_article_is_where_its_first_figures_are)
{
	const char *text =
	    "本报讯 9月18日获悉，今年上半年，国家高新区实现营业收入30万亿元，高于全国平均水平。\n\n"
	    "截至8月底，高新技术企业15万家。\n\n"
	    "## 浙江加快转型\n\n本报讯 9月18日获悉，今年上半年，出口增长5%。\n";

	assert_read(text, "2025-09-22", "high_tech_enterprises CN-HTZ 2025-08-31 level 15万家");
	assert_read(text, "2025-09-22", "exports CN-ZJ 2025-S1 growth 5%");
}

T(made_and_sold)
{
	const char *text =
	    "2025年上半年，我国新能源汽车产销分别完成697万辆和694万辆，同比分别增长41%和40%。\n";

	assert_read(text, "2025-07-21", "nev_output CN 2025-S1 level 697万辆");
	assert_read(text, "2025-07-21", "nev_sales CN 2025-S1 level 694万辆");
	assert_read(text, "2025-07-21", "nev_sales CN 2025-S1 growth 40%");
}

T(zones_of_the_whole_province)
{
	const char *text =
	    "2025年，武汉东湖高新区规上工业总产值4386亿元，占全省12家国家高新区总量的三成以上；"
	    "年末拥有高新技术企业6512家。\n";

	assert_read(text, "2026-01-27", "zones CN-HB-HTZ 2025 level 12家");
	assert_read(text, "2026-01-27",
		    "gross_industrial_output_scale CN-HTZ-WHDH 2025 share >=3成 @CN-HB-HTZ");
	assert_read(text, "2026-01-27",
		    "high_tech_enterprises CN-HTZ-WHDH 2025-12-31 level 6512家");
}

T(a_way_of_looking_is_no_name)
{
	assert_read("2025年上半年，分动力类型看，纯电动汽车出口66万辆。\n", "2025-07-21",
		    "?纯电动汽车出口 CN 2025-S1 level 66万辆");
}

T(a_subtitle_dates_and_places_a_report)
{
	const char *text =
	    "经济总量再上台阶\n\n——2024年湖北统计公报速览\n\n"
	    "本报讯 3月20日，省统计局发布公报。2024年全省地区生产总值6万亿元。\n\n二、消费\n\n"
	    "社会消费品零售总额25216亿元。\n\n三、民生\n\n按常住地分，城乡居民收入比由上年的2."
	    "14缩小为2.10。"
	    "\n";

	assert_read(text, "2025-03-21", "retail_sales CN-HB 2024 level 25216亿元");
	assert_read(text, "2025-03-21", "income_ratio_urban_rural CN-HB 2024 level 2.10");
	assert_read(text, "2025-03-21", "income_ratio_urban_rural CN-HB 2023 level 2.14");
}

T(where_a_telegram_was_sent_from)
{
	assert_read("据新华社北京3月17日电 "
		    "国家统计局17日公布的数据显示，今年1—2月份，社会消费品零售总额83731亿元。"
		    "\n",
		    "2025-03-21", "retail_sales CN 2025-01/2025-02 level 83731亿元");
	assert_read("家电卖场人气回升，2024年社会消费品零售总额83731亿元。\n", "2025-03-21",
		    "retail_sales CN 2024 level 83731亿元");
}

T(places_that_were_just_named_are_summed_up)
{
	assert_not_read("2024年，武汉、襄阳、宜昌3市规上工业增加值增速均超过8%。\n", "2025-03-21",
			"level 3市");
}

T(in_a_ratio_to_another_thing)
{
	const char *day = "2025-02-28";

	assert_read("2024年，我国研究与试验发展经费支出36130亿元，比上年增长8.3%"
		    "，与国内生产总值之比为2.68%。\n",
		    day, "rd_expenditure CN 2024 ratio 2.68% gdp");
	assert_read("2024年，我国研发经费投入强度，即与国内生产总值之比为2.69%。\n", day,
		    "rd_intensity CN 2024 ratio 2.69% gdp");
	/* a product is no percentage, whatever was read past */
	assert_read("2024年，我国国内生产总值达到2.69%。\n", day, "gdp CN 2024 level 2.69% {U}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    U(a_heading_ends_the_time_of_the_section_before),
	    U(a_plan_holds_beyond_headings),
	    U(the_day_stands_in_the_masthead),
	    U(a_park_that_no_list_knows_is_a_place),
	    U(what_is_had_is_measured),
	    U(the_noun_of_the_next_class),
	    U(a_headline_says_the_figure_of_its_report),
	    U(a_report_begins_behind_its_headline),
	    U(covered_in_full),
	    U(the_same_thing_of_the_nation),
	    U(places_in_a_clause_of_their_own),
	    U(counted_before_the_place),
	    U(names_in_other_words),
	    U(a_district_is_not_the_city_around_it),
	    U(electronics_are_no_telegram),
	    U(an_article_is_where_its_headings_are),
	    U(an_article_is_where_its_first_figures_are),
	    U(made_and_sold),
	    U(zones_of_the_whole_province),
	    U(a_way_of_looking_is_no_name),
	    U(a_subtitle_dates_and_places_a_report),
	    U(where_a_telegram_was_sent_from),
	    U(places_that_were_just_named_are_summed_up),
	    U(in_a_ratio_to_another_thing),
	    U(a_text_may_begin_without_a_heading),
	    U(the_common_character_of_parts_is_said_once),
	    U(parts_are_of_the_day_of_the_whole),
	    U(a_share_that_has_risen_reaches_a_share),
	    U(a_year_compared_with_is_not_spoken_of),
	    U(a_name_may_hold_a_length_of_time),
	    U(firms_called_by_their_number),
	    U(higher_than_the_share_of_another),
	    U(prices_are_no_part_of_a_name),
	    U(an_aim_names_its_place_behind_its_year),
	    U(a_zone_by_its_kind_is_the_one_named_last),
	    U(places_in_a_row_are_not_where_the_text_is),
	    U(a_little_over_is_no_part_of_the_unit),
	    U(an_aim_that_is_surpassed),
	    U(the_next_paragraph_is_of_the_same_time),
	    U(what_counts_so_far_is_of_the_day_of_publication),
	    U(a_rank_alone_is_of_the_whole),
	    U(the_owner_of_a_list_owns_all),
	    U(one_object_of_two_verbs),
	    U(the_rate_that_is_compared_with),
	    U(both_places_are_compared_with),
	    U(whose_it_is_stands_before_the_time),
	    U(a_total_alone_is_of_what_was_counted),
	    U(codes_of_currencies_stand_before_numbers),
	    U(points_slower_than),
	    U(that_of_another_thing),
	    U(a_count_within_the_name_of_what_is_measured),
	    U(growth_said_behind_its_value),
	    U(a_contribution_that_has_risen),
	    U(the_economy_grows_by_its_product),
	    U(parts_of_what_was_counted),
	    U(firms_go_on_behind_the_time),
	    U(a_province_named_in_passing),
	    U(who_published_is_at_home),
	    U(the_park_is_the_one_named),
	    U(among_several_zones_all_are_meant),
	    U(a_new_paragraph_is_at_home),
	    U(districts_that_no_list_knows),
	    U(places_in_a_ranking),
	    U(above_the_rate_of_the_economy),
	    U(one_character_of_a_kind),
	    U(lengths_of_time_that_are_measured),
	    U(where_those_are_that_have),
	    U(examples_are_no_subjects),
	    U(the_firms_part_of_an_amount),
	    U(measured_against_another),
	    U(per_so_many),
	    U(shares_told_in_turn),
	    U(the_paragraph_before_is_dated_by_its_first_value),
	    U(another_rank_of_the_same),
	    U(the_head_alone_is_that_of_the_industry),
	    U(names_that_hold_an_and),
	    U(other_names_are_not_taken_for_a_list_of_another_length),
	    U(that_year_says_no_more_than_its_quarters),
	    U(on_a_high_basis_is_compared_with),
	    U(a_zone_written_out),
	};

	return cmocka_run_group_tests(tests, reading_setup, reading_teardown);
}
