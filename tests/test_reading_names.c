/* test_reading_names.c: names, places and times that a text says once and means again, Chinese and
 * English. The sentences are our own. */
#include "reading_check.h"

/* --- places ------------------------------------------------------------------------ */

T(zones_of_a_province_are_a_group)
{
	const char *text = "2025年，湖南9家国家高新区实现园区生产总值8936亿元。9家国家高新区完成"
			   "营业收入2.87万亿元，全省国家高新区利润总额1620.4亿元。";

	assert_read(text, "2026-04-20", "zones CN-HN-HTZ 2025 level 9家");
	assert_read(text, "2026-04-20", "gdp CN-HN-HTZ 2025 level 8936亿元");
	assert_read(text, "2026-04-20", "operating_revenue CN-HN-HTZ 2025 level 2.87万亿元");
	assert_read(text, "2026-04-20", "total_profit CN-HN-HTZ 2025 level 1620.4亿元");
}

T(the_province_of_a_city)
{
	const char *text = "2025年，株洲出口120亿元。全省出口3200亿元。";

	assert_read(text, "2026-04-20", "exports CN-430200 2025 level 120亿元");
	assert_read(text, "2026-04-20", "exports CN-HN 2025 level 3200亿元");
}

T(zones_by_name_keep_their_names)
{
	const char *text = "2025年，株洲高新区、湘潭高新区营业收入分别达到3856亿元和2640亿元。";

	assert_read(text, "2026-04-20", "operating_revenue CN-HTZ-ZHUZHOU 2025 level 3856亿元");
	assert_read(text, "2026-04-20", "operating_revenue CN-HTZ-XIANGTAN 2025 level 2640亿元");
}

T(a_speaker_is_at_home)
{
	assert_read("2025年，株洲出口120亿元。“去年我们出口了80亿元。”长沙高新区负责人说。",
		    "2026-04-20", "exports CN-HTZ-CS 2025 level 80亿元");
}

T(partners_of_a_road_are_no_place)
{
	assert_read("2025年，湖北省与共建“一带一路”国家贸易额4396亿元。", "2026-04-20",
		    "?与共建“一带一路”国家贸易额 CN-HB 2025 level 4396亿元");
}

T(national_within_a_name_is_no_place)
{
	assert_read("2025年，湖北省拥有国家实验室1家、全国重点实验室35家。", "2026-04-20",
		    "national_labs CN-HB 2025");
}

/* --- names -------------------------------------------------------------------------- */

T(seven_of_ten)
{
	const char *text = "2025年，全国每10家独角兽企业中有7家诞生于高新区。";

	assert_read(text, "2026-04-20", "?独角兽企业诞生于高新区 CN 2025 share 7/10");
	assert_read(text, "2026-04-20", "- of-each 10家");
	assert_read("2025年，全国每百户拥有汽车45辆。", "2026-04-20",
		    "?每百户拥有汽车 CN 2025 level 45辆");
}

T(a_head_alone_is_that_of_the_contracts)
{
	assert_read("2025年，全国登记技术合同2.9万项，成交额2318亿元。", "2026-04-20",
		    "technology_contract_value CN 2025 level 2318亿元");
}

T(profits_of_the_firms_just_named)
{
	assert_read("2025年，全国规模以上工业企业实现营业收入7985亿元；利润总额402.7亿元。",
		    "2026-04-20", "industrial_profit");
}

T(kinds_of_retail)
{
	assert_read("2025年，全国限额以上单位商品零售中，汽车类下降2.8%。", "2026-04-20",
		    "?汽车类零售额 CN 2025 growth -2.8%");
}

T(students_of_the_schools_just_named)
{
	assert_read("2025年末全国共有普通中专10所，在校生17.9万人。", "2026-04-20",
		    "?普通中专在校生 CN 2025-12-31 level 17.9万人");
}

T(former_and_latter)
{
	assert_read("2025年，全国出口30万亿元，进口20万亿元，前者约为后者的1.5倍。", "2026-04-20",
		    "exports CN 2025 ratio ~1.5倍");
}

T(a_count_is_of_what_was_counted)
{
	assert_read("2025年，全国独角兽企业达409家，总估值1.5万亿美元。其中，国家高新区内有297家。",
		    "2026-04-20", "unicorn_enterprises CN-HTZ 2025 level 297家");
}

T(figures_of_a_topic)
{
	assert_read("上半年，多城GDP增速高于全国。合肥6622.9亿元。", "2025-08-06",
		    "gdp CN-340100 2025-S1 level 6622.9亿元");
}

T(ordinals_in_a_row)
{
	const char *text = "2025年，全国第一、二、三产业增加值分别为9万亿元、48万亿元、78万亿元。";

	assert_read(text, "2026-04-20", "gdp_primary CN 2025 level 9万亿元");
	assert_read(text, "2026-04-20", "gdp_secondary CN 2025 level 48万亿元");
	assert_read(text, "2026-04-20", "gdp_tertiary CN 2025 level 78万亿元");
}

T(products_of_a_list)
{
	assert_read("主要产品产量：2025年全国生产新能源汽车61.2万辆；光纤1.17亿千米。",
		    "2026-04-20", "?光纤产量 CN 2025 level 1.17亿千米");
}

T(part_of_a_target)
{
	assert_read("2025年，全国城镇新增就业682万人，完成年度目标任务的113.7%。", "2026-04-20",
		    "new_urban_jobs CN 2025 ratio 113.7%");
}

T(an_ordinary_word_yields_to_a_name)
{
	assert_read("2025年，全国工业增加值占地区生产总值比重为37.9%。", "2026-04-20",
		    "industrial_value_added CN 2025 share 37.9%");
}

T(numerals_in_quotes_are_names)
{
	assert_read("2025年，“3+3+2”产业体系占全国工业产值的八成。", "2026-04-20",
		    "?“3+3+2”产业体系 CN 2025 share 8成");
	assert_read("中关村“新四条”“24条”等30余项政策复制推广。", "2026-04-20", "- name 24条");
}

T(more_than_last_year)
{
	assert_read("2025年，全国新增项目6712个，比上年多388个。", "2026-04-20",
		    "?新增项目 CN 2025 difference 388个");
}

/* --- times ---------------------------------------------------------------------------- */

T(the_day_of_publication_moves_no_year)
{
	assert_read(
	    "湖北省2025年国民经济和社会发展统计公报\n\n2026年3月20日\n\n全年出口5870亿元。\n",
	    "2026-03-20", "exports CN-HB 2025 level 5870亿元");
}

T(rate_of_last_year)
{
	assert_read("一季度，全国出口增长9.6%，扭转了去年同期下降1.7%的局面。", "2026-05-18",
		    "exports CN 2025-Q1 growth -1.7%");
}

T(the_year_of_the_first_level_holds_on)
{
	assert_read(
	    "全国孵化机构数量由2020年的169家增加到178家，出口从13.6万亿元增长到20.5万亿元。",
	    "2026-05-18", "exports CN 2020 level 13.6万亿元");
}

T(an_aim_dates_its_own_sentence)
{
	assert_read("2025年，全国出口30万亿元。到2027年，力争出口突破32万亿元。全国进口20万亿元。",
		    "2026-01-20", "imports CN 2025 level 20万亿元");
}

T(means_of_years)
{
	assert_read("2025年，全国出口增长6.2%，两年平均增长5.9%。", "2026-01-20",
		    "exports CN 2025 average_growth 5.9%");
}

T(a_bound_behind_a_verb_of_growth)
{
	assert_read("2023年，全国出口23.77万亿元，比上年增长超过5%。", "2024-03-01",
		    "exports CN 2023 growth >5%");
}

/* --- English ---------------------------------------------------------------------------- */

T(hyphened_per_cent_and_nouns_of_growth)
{
	assert_read(
	    "China's exports rose 16.4 percent in December 2025, following a 7.7-percent gain "
	    "in November.",
	    "2026-01-22", "exports CN 2025-11 growth 7.7%");
	assert_read("China's exports rose 3 percent in 2025, helped by a 21.4-percent plunge in "
		    "imports.",
		    "2026-01-22", "imports CN 2025 growth -21.4%");
}

T(lists_between_commas)
{
	const char *text =
	    "In 2025, Beijing, Shanghai and Guangdong posted exports of 992 billion yuan, "
	    "598.6 billion yuan and 655 billion yuan, respectively.";

	assert_read(text, "2026-01-22", "exports CN-BJ 2025 level 992billion yuan");
	assert_read(text, "2026-01-22", "exports CN-SH 2025 level 598.6billion yuan");
	assert_read(text, "2026-01-22", "exports CN-GD 2025 level 655billion yuan");
}

T(shares_said_behind)
{
	assert_read(
	    "In 2025, China's exports reached 27 trillion yuan, one fifth of the world total.",
	    "2026-01-22", "exports CN 2025 share 1/5");
	assert_read("In 2025, one in six of China's firms exported.", "2026-01-22",
		    "?firms exported CN 2025 share 1/6");
	assert_read("In 2025, nearly half of China's firms exported.", "2026-01-22",
		    "?firms exported CN 2025 share ~<1/2");
}

T(verbs_make_names)
{
	assert_read("In 2025, China spent 3.92 trillion yuan on basic research.", "2026-01-22",
		    "?spending on basic research CN 2025 level 3.92trillion yuan");
	assert_read("In 2025, China exported high-tech products worth 478 billion yuan.",
		    "2026-01-22", "exports_high_tech CN 2025 level 478billion yuan");
}

T(the_place_where_they_are)
{
	assert_read(
	    "China had 510,000 high-tech enterprises in 2025. Of these, 40 percent were located "
	    "in Guangdong.",
	    "2026-01-22", "high_tech_enterprises CN-GD 2025 share 40%");
}

T(the_quarter_before)
{
	const char *text =
	    "China's exports rose 0.9 percent in the third quarter of 2024, after a 0.6 "
	    "percent gain in the previous quarter.";

	assert_read(text, "2024-11-14", "exports CN 2024-Q3 growth 0.9%");
	assert_read(text, "2024-11-14", "exports CN 2024-Q2 growth 0.6%");
}

T(a_title_with_a_figure_is_a_title)
{
	assert_read(
	    "China's industrial exports grew 5.9 pct in October\n\nChina's exports rose 5.9 "
	    "percent in October 2025.\n\nRetail sales rose 3 percent.\n",
	    "2025-11-15", "retail_sales CN 2025-10 growth 3%");
	assert_read("China's exports rose 4.8 percent last month.", "2025-11-15",
		    "exports CN 2025-10 growth 4.8%");
}

T(compared_with_before)
{
	assert_read(
	    "Basic research accounted for 7.1 percent of China's exports in 2025, compared with "
	    "6.9 percent in 2024.",
	    "2026-01-22", "rd_basic CN 2024 share 6.9%");
}

T(the_place_of_a_whole_is_not_that_of_the_part)
{
	const char *text = "前三季度，浙江省出口2.9万亿元，在全国出口中占到15.2%。\n";

	assert_read(text, "2025-11-01", "exports CN-ZJ 2025-01/2025-09 share 15.2%");
	assert_not_read(text, "2025-11-01", "exports CN 2025-01/2025-09 share");
}

T(zones_in_a_row_are_of_one_kind)
{
	const char *text = "2025年，合肥、芜湖、蚌埠高新区出口分别为310亿元、120亿元和45亿元。\n";

	assert_read(text, "2026-03-01", "exports CN-HTZ-HF 2025 level 310亿元");
	/* those of provinces stay those of provinces */
	assert_not_read(
	    "2025年，辽宁、吉林、黑龙江国家高新区出口分别为310亿元、120亿元和45亿元。\n",
	    "2026-03-01", "CN-HTZ-JILIN");
}

T(all_zones_of_a_province_are_not_the_nations_there)
{
	const char *text =
	    "2025年，安徽省高新区出口1300亿元。8家国家高新区出口980亿元，占全省高新区的75.4%。\n";

	assert_read(text, "2026-03-01", "exports CN-AH-HTZ 2025 level 980亿元");
	assert_not_read(text, "2026-03-01", "@CN-HTZ");
	assert_not_read(text, "2026-03-01", "exports CN-AH-HTZ 2025 level 1300亿元");
}

T(this_figure_is_the_one_before)
{
	assert_read("2025年，江苏研发经费投入强度为3.4%，而全国这一数字为2.7%。\n", "2026-03-01",
		    "rd_intensity CN 2025 level 2.7%");
}

T(a_part_that_comes_from_a_place)
{
	assert_read("2025年，全国独角兽企业中，来自国家高新区的占七成以上。\n", "2026-03-01",
		    "unicorn_enterprises CN-HTZ 2025 share >=7成");
}

T(less_than_half_of_the_average)
{
	assert_read("2025年，国家高新区万元产值用水量为9.2立方米，不足全国平均水平的一半。\n",
		    "2026-03-01", "?万元产值用水量 CN-HTZ 2025 ratio <1/2");
}

T(what_a_word_means_is_no_claim)
{
	assert_read("规模以上工业企业是指年主营业务收入2000万元及以上的企业。\n", "2026-03-01",
		    "- threshold 2000万元");
	assert_read("60公里外的老厂区已经搬空。\n", "2026-03-01", "- distance 60公里");
}

T(whose_growth_is_compared_with)
{
	assert_read("前三季度，国家高新区国内生产总值同比增长5.6%，比同期全国国内生产总值增速快0."
		    "4个百分点。\n",
		    "2025-11-01", "gdp CN-HTZ 2025-01/2025-09 growth_difference 0.4个百分点 @CN");
}

T(how_it_is_done_is_no_name)
{
	assert_read("2025年，按照“一园一策”的要求推进，园区清洁用能占比达到38%。\n", "2026-03-01",
		    "?园区清洁用能 CN 2025 share 38%");
	assert_read("外贸结构也在变化：对欧盟出口占比从2020年的21%降到2025年的17%。\n",
		    "2026-03-01", "?对欧盟出口 CN 2020 share 21%");
}

T(places_listed_before_are_pointed_at)
{
	const char *text = "2025年，襄阳、宜昌分别出口310亿元、420亿元，两市合计占全省的21.1%。\n";
	const char *parts =
	    "2025年，东部70家、中部49家、西部43家、东北16家国家高新区分别出口3.1万亿元、"
	    "0.9万亿元、0.6万亿元和0.2万亿元。前三个区域分别增长4.1%、5.2%和6.3%，东北地区"
	    "增长0.4%。\n";

	assert_read(text, "2026-03-01", "exports 襄阳、宜昌 2025 share 21.1%");
	assert_read(parts, "2026-03-01", "exports CN-HTZ-C 2025 growth 5.2%");
	assert_read(parts, "2026-03-01", "exports CN-HTZ-NE 2025 growth 0.4%");
}

T(names_listed_before_are_pointed_at)
{
	const char *text = "2025年，江苏进口、出口分别为1.7万亿元和3.7万亿元，两者合计增长6.2%。\n";

	assert_not_read(text, "2026-03-01", "\nimports CN-JS 2025 growth");
	assert_not_read(text, "2026-03-01", "\nexports CN-JS 2025 growth");
}

T(zones_within_a_delta)
{
	assert_read("2025年，长三角、京津冀区域内的国家高新区分别出口1.1万亿元和0.4万亿元。\n",
		    "2026-03-01", "exports CN-HTZ-JJJ 2025 level 0.4万亿元");
}

T(compared_with_whom_a_clause_said)
{
	const char *text =
	    "2025年，浙江、江苏出口分别增长6.1%和5.2%，增速均快于全国平均水平，分别高出"
	    "1.4和0.5个百分点。\n";

	assert_read(text, "2026-03-01", "exports CN-JS 2025 growth_difference 0.5个百分点 @CN");
}

T(the_whole_province_is_not_its_zones)
{
	const char *text = "2024年，湖北国家高新区出口820亿元。全省出口1930亿元。\n";

	assert_read(text, "2025-03-01", "exports CN-HB 2024 level 1930亿元");
}

T(one_of_those_that_were_counted)
{
	assert_read("2024年年末，湖北上市公司有172家，武汉东湖高新区占68家。\n", "2025-03-01",
		    "listed_enterprises CN-HTZ-WHDH 2024-12-31 level 68家");
}

T(all_zones_are_no_part_of_a_name)
{
	const char *text =
	    "上半年，178家国家高新区经济运行平稳，实现出口2.4万亿元。其中，高新技术产品出口"
	    "1.3万亿元。\n";

	assert_read(text, "2025-08-01", "zones CN-HTZ 2025-S1 level 178家");
	assert_not_read(text, "2025-08-01", "?国家高新区经济运行平稳");
}

T(a_telegram_is_no_title)
{
	const char *text = "经济起步平稳\n\n新华社北京3月17日电 "
			   "国家统计局17日公布，今年1—2月份，国民经济延续去年四季度以来的"
			   "好势头。\n\n社会消费品零售总额83731亿元。\n";

	assert_read(text, "2025-03-21", "retail_sales CN 2025-01/2025-02 level 83731亿元");
}

T(what_the_paragraph_speaks_of)
{
	const char *text =
	    "新能源汽车是最大的亮点。2025年，产量和销量分别为1650万辆和1630万辆，出口240万辆。\n";

	assert_read(text, "2026-03-01", "nev_output CN 2025 level 1650万辆");
	assert_read(text, "2026-03-01", "nev_sales CN 2025 level 1630万辆");
	assert_read(text, "2026-03-01", "?新能源汽车出口 CN 2025 level 240万辆");
}

T(new_ones_of_those)
{
	const char *text =
	    "2025年年底，江苏国家级专精特新“小巨人”企业累计2960家，其中去年新增746家。\n";

	assert_not_read(text, "2026-03-01", "\nnew_enterprises");
}

T(the_tail_of_a_list_that_the_lists_know)
{
	const char *text = "2024年，企业、高等学校R&D经费分别为2.8万亿元和0.3万亿元。\n";

	assert_read(text, "2025-12-01", "enterprise_rd_expenditure CN 2024 level 2.8万亿元");
}

T(kinds_counted_among_all)
{
	const char *text = "截至2023年年底，国家高新区达178家，其中西部43家。\n";

	assert_read(text, "2024-03-01", "zones CN-W 2023-12-31 level 43家");
}

T(captions_stand_for_themselves)
{
	const char *text =
	    "2025年，江苏实现出口3."
	    "7万亿元，其中新能源汽车和锂电池等新产品的出口在各地都有增长，全省进\n\n"
	    "图为3月2日，浙江宁波港的码头。该港去年吞吐量4300万标准箱。 本报记者 某某/摄\n\n"
	    "口1.7万亿元，增长2.1%。\n\n外贸伙伴更多。民营企业出口1.5万亿元。\n";

	assert_read(text, "2026-03-20", "imports CN-JS 2025 level 1.7万亿元");
	assert_read(text, "2026-03-20", "?吞吐量 CN-330200 2025 level 4300万标准箱");
	assert_read(text, "2026-03-20", "?民营企业出口 CN-JS 2025 level 1.5万亿元");
}

T(the_firms_part_of_patents)
{
	const char *text = "截至2025年年底，全国发明专利有效量为520万件，其中企业拥有的占74.3%。\n";

	assert_not_read(text, "2026-03-20", "\nenterprises");
}

T(places_and_then_what_they_lead_in)
{
	const char *text =
	    "2025年，北京、广东各有所长，高新技术产品出口位居前三，依次达到6230亿元、4015亿元。\n";

	assert_not_read(text, "2026-03-20", "?各有所长");
}

T(zones_of_the_province_are_counted_apart)
{
	assert_read("目前，陕西建有省级以上高新区27家。\n", "2025-04-29",
		    "?省级以上高新区 CN-SN 2025-04-29 level 27家");
}

T(in_total_is_of_all_that_were_measured)
{
	const char *text =
	    "2025年，济南、青岛、潍坊3家国家高新区出口分别为480亿元、265亿元和142亿元，合计占全省"
	    "国家高新区的58.6%。\n";

	assert_read(text, "2026-02-10", "exports CN-HTZ-JN 2025 level 480亿元");
	assert_not_read(text, "2026-02-10", "CN-HTZ-JN 2025 share");
	assert_not_read(text, "2026-02-10", "level 3家");
}

T(the_head_alone_of_the_clause_before)
{
	const char *text = "2025年，第二产业增加值为5万亿元；第三产业恢复更快，增加值7万亿元。\n";

	assert_read(text, "2026-02-10", "gdp_tertiary CN 2025 level 7万亿元");
}

T(halves_and_more_of_tenths_and_times)
{
	const char *text =
	    "2024年，江苏出口增长近两成半，进口增长三成五，技术合同成交额是安徽的3倍多。\n\n"
	    "2024年，近七成参与了评选。\n";

	assert_read(text, "2025-03-01", "exports CN-JS 2024 growth ~<2.5成");
	assert_read(text, "2025-03-01", "imports CN-JS 2024 growth 3.5成");
	assert_read(text, "2025-03-01", "technology_contract_value CN-JS 2024 ratio ~>3倍");
	assert_not_read(text, "2025-03-01", "7.3成");
}

T(what_is_put_in_is_the_expenditure)
{
	assert_read("2024年，江苏共投入研究与试验发展（R&D）经费4500亿元。\n", "2025-09-01",
		    "rd_expenditure CN-JS 2024 level 4500亿元");
}

T(places_alone_have_what_was_counted)
{
	const char *text = "2024年，全球独角兽企业1500家。美国、中国分别以700家和340家列前两位。"
			   "国内城市中，北京77家、苏州18家。\n";

	assert_read(text, "2025-03-01", "unicorn_enterprises US 2024 level 700家");
	assert_read(text, "2025-03-01", "unicorn_enterprises CN-BJ 2024 level 77家");
	assert_read(text, "2025-03-01", "unicorn_enterprises CN-320500 2024 level 18家");
}

T(three_industries_with_one_object)
{
	const char *text =
	    "2024年，江苏集成电路、新材料、人工智能三大产业集群分别实现营业收入3000亿元、"
	    "2000亿元和1000亿元。\n";

	assert_read(text, "2025-03-01", "?新材料产业营业收入 CN-JS 2024 level 2000亿元");
	assert_read(text, "2025-03-01", "?人工智能产业营业收入 CN-JS 2024 level 1000亿元");
}

T(the_same_goods_from_there)
{
	const char *text =
	    "2024年，江苏高新技术产品出口9000亿元。其中，苏州、无锡分别出口5000亿元、"
	    "1200亿元。\n";

	assert_read(text, "2025-03-01", "exports_high_tech CN-320500 2024 level 5000亿元");
	assert_not_read(text, "2025-03-01", "exports CN-320500");
}

T(the_firms_part_in_the_growth)
{
	const char *text = "2024年，企业对江苏R&D经费增长的贡献率为80%。\n";

	assert_read(text, "2025-09-01",
		    "enterprise_rd_expenditure CN-JS 2024 contribution 80% rd_expenditure@CN-JS");
}

T(a_share_without_a_word_for_it)
{
	const char *text = "2024年，江苏高新技术企业5.1万家，接近全国总数的1/9；江苏上市公司700家，"
			   "不到全国的15%。\n";

	assert_read(text, "2025-03-01", "high_tech_enterprises CN-JS 2024 share ~<1/9");
	assert_read(text, "2025-03-01", "listed_enterprises CN-JS 2024 share <15%");
}

T(which_of_them_are_counted)
{
	const char *text = "2024年，江苏研发投入强度超过3%的行业有6个。\n";

	assert_not_read(text, "2025-03-01", "rd_intensity");
}

T(rates_of_the_firms_just_named)
{
	const char *text =
	    "2024年，江苏科技型企业贷款余额5000亿元，获贷率51%，加权平均利率3.2%。\n";

	assert_read(text, "2025-03-01", "?科技型企业获贷率 CN-JS 2024 level 51%");
	assert_read(text, "2025-03-01", "?科技型企业加权平均利率 CN-JS 2024 level 3.2%");
}

T(what_was_exported_is_an_amount)
{
	assert_read("2024年，江苏出口挖掘机1.2万台。\n", "2025-03-01",
		    "?挖掘机出口量 CN-JS 2024 level 1.2万台");
}

T(the_authors_name_ends_a_paragraph)
{
	const char *text =
	    "江苏南京 上半年，南京新能源汽车产量12万辆，增长20%，渗透率升至五成，本地零部件"
	    "配套企业也越来越多，产业链更加完整。 （李一鸣）\n\n"
	    "苏州高新区 园区智能装备企业达300家，比上年多出许多，多数都在扩大生产。 （王二）\n";

	assert_read(text, "2025-08-01", "?园区智能装备企业 CN-HTZ-SUZ 2025-S1 level 300家");
	assert_not_read(text, "2025-08-01", "李一鸣");
}

T(of_places_in_places_the_narrowest)
{
	const char *text = "2024年，江苏省苏州市出口1.3万亿元。\n\n"
			   "河北省保定高新区召开会议。2024年，全区进口30亿元。\n";

	assert_read(text, "2025-03-01", "exports CN-320500 2024 level 1.3万亿元");
	assert_read(text, "2025-03-01", "imports CN-HTZ-BAODING 2024 level 30亿元");
}

T(squares_open_a_piece_of_news)
{
	const char *text = "■贵阳高新区 截至7月底，科技型中小企业达到1600家，比年初增加400家。\n\n"
			   "◆合肥高新区 上半年出口200亿元。\n";

	assert_read(text, "2025-08-20", "tech_smes CN-HTZ-GUIYANG 2025-07-31 level 1600家");
	assert_read(text, "2025-08-20", "exports CN-HTZ-HF 2025-S1 level 200亿元");
}

T(verbs_of_the_contracts)
{
	const char *text =
	    "一季度，江苏技术合同成交额600亿元；上半年累计成交1500亿元，登记合同3万项。\n\n"
	    "2024年，江苏某港签订合同12项。\n";

	assert_read(text, "2025-08-20", "technology_contract_value CN-JS 2025-S1 level 1500亿元");
	assert_read(text, "2025-08-20", "technology_contracts CN-JS 2025-S1 level 3万项");
	assert_not_read(text, "2025-08-20", "technology_contracts CN-JS 2024");
}

T(where_most_of_them_are)
{
	const char *text = "2024年，国家高新区是独角兽企业的主要聚集地，共有240家，占比六成。\n";

	assert_read(text, "2025-03-01", "unicorn_enterprises CN-HTZ 2024 level 240家");
}

T(a_town_that_no_list_knows)
{
	const char *text = "2024年，昆仑市引进项目214个。\n\n2024年，农贸市场引进项目9个。\n";

	assert_read(text, "2025-03-01", "?引进项目 昆仑市 2024 level 214个");
	assert_not_read(text, "2025-03-01", "农贸市 ");
}

T(a_school_named_after_a_place_is_nowhere)
{
	const char *text =
	    "江苏出口\n\n2024年，江苏出口3.6万亿元。\n\n"
	    "上海交通大学教授参与了这一工作，与山东大学的学者合作。2024年，进口1.9万亿元。\n";

	assert_read(text, "2025-03-01", "imports CN-JS 2024 level 1.9万亿元");
}

T(this_share_is_the_one_before)
{
	const char *text =
	    "江苏概况\n\n2020年，江苏民营经济占比只有51.8%，到2021年，这一比例升至58.3%。\n";

	assert_read(text, "2022-08-22", "?民营经济 CN-JS 2021 share 58.3%");
}

T(rates_of_the_months_in_turn)
{
	const char *text =
	    "2022年4月份，江苏营业收入同比增速一度回落至0.4%，5、6月份分别回升到3.9%和8.2%。\n";

	assert_read(text, "2022-08-22", "operating_revenue CN-JS 2022-04 growth 0.4%");
	assert_read(text, "2022-08-22", "operating_revenue CN-JS 2022-06 growth 8.2%");
}

T(the_park_is_the_zone_spoken_of)
{
	const char *text = "2021年，保定高新区出口30亿元。园区进口12亿元，各园区合同9项。\n";

	assert_read(text, "2022-08-22", "imports CN-HTZ-BAODING 2021 level 12亿元");
}

T(the_same_goods_in_one_month)
{
	const char *text =
	    "2021年1—7月，江苏高新技术产品出口7000亿元。7月当月出口1100亿元，增长3%。"
	    "浙江出口3000亿元。\n";

	assert_read(text, "2021-08-22", "exports_high_tech CN-JS 2021-07 level 1100亿元");
	assert_read(text, "2021-08-22", "exports CN-ZJ");
}

T(intensity_of_the_expenditure_spoken_of)
{
	const char *text =
	    "2022年，安徽R&D经费支出1100亿元，增长14%。其中，合肥市投入强度达到3.9%。\n";

	assert_read(text, "2023-10-01", "rd_intensity CN-340100 2022 level 3.9%");
}

T(which_they_are_is_no_level)
{
	assert_not_read("2022年，江苏R&D经费支出超过百亿元的有苏州、南京2市。\n", "2023-10-01",
			"rd_expenditure");
}

T(a_paragraph_does_not_begin_with_for_so_many_per_cent)
{
	const char *text =
	    "2024年，保定高新区企业研发经费100亿元，占地区生产总值的比重\n\n为9.3%，出口增长5%。\n";

	assert_read(text, "2025-02-01", "enterprise_rd_expenditure CN-HTZ-BAODING 2024 share 9.3%");
}

T(that_industrys_output)
{
	const char *text = "2024年，江苏航空动力产业异军突起，产值达286亿元。\n";

	assert_read(text, "2025-02-01", "?航空动力产业产值 CN-JS 2024 level 286亿元");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    U(zones_of_a_province_are_a_group),
	    U(the_province_of_a_city),
	    U(zones_by_name_keep_their_names),
	    U(a_speaker_is_at_home),
	    U(partners_of_a_road_are_no_place),
	    U(national_within_a_name_is_no_place),
	    U(seven_of_ten),
	    U(a_head_alone_is_that_of_the_contracts),
	    U(profits_of_the_firms_just_named),
	    U(kinds_of_retail),
	    U(students_of_the_schools_just_named),
	    U(former_and_latter),
	    U(a_count_is_of_what_was_counted),
	    U(figures_of_a_topic),
	    U(ordinals_in_a_row),
	    U(products_of_a_list),
	    U(part_of_a_target),
	    U(an_ordinary_word_yields_to_a_name),
	    U(numerals_in_quotes_are_names),
	    U(more_than_last_year),
	    U(the_day_of_publication_moves_no_year),
	    U(rate_of_last_year),
	    U(the_year_of_the_first_level_holds_on),
	    U(an_aim_dates_its_own_sentence),
	    U(means_of_years),
	    U(a_bound_behind_a_verb_of_growth),
	    U(hyphened_per_cent_and_nouns_of_growth),
	    U(lists_between_commas),
	    U(shares_said_behind),
	    U(verbs_make_names),
	    U(the_place_where_they_are),
	    U(the_quarter_before),
	    U(a_title_with_a_figure_is_a_title),
	    U(compared_with_before),
	    U(the_place_of_a_whole_is_not_that_of_the_part),
	    U(zones_in_a_row_are_of_one_kind),
	    U(all_zones_of_a_province_are_not_the_nations_there),
	    U(this_figure_is_the_one_before),
	    U(a_part_that_comes_from_a_place),
	    U(less_than_half_of_the_average),
	    U(what_a_word_means_is_no_claim),
	    U(whose_growth_is_compared_with),
	    U(how_it_is_done_is_no_name),
	    U(places_listed_before_are_pointed_at),
	    U(names_listed_before_are_pointed_at),
	    U(zones_within_a_delta),
	    U(compared_with_whom_a_clause_said),
	    U(the_whole_province_is_not_its_zones),
	    U(one_of_those_that_were_counted),
	    U(all_zones_are_no_part_of_a_name),
	    U(a_telegram_is_no_title),
	    U(what_the_paragraph_speaks_of),
	    U(new_ones_of_those),
	    U(the_tail_of_a_list_that_the_lists_know),
	    U(kinds_counted_among_all),
	    U(captions_stand_for_themselves),
	    U(the_firms_part_of_patents),
	    U(places_and_then_what_they_lead_in),
	    U(zones_of_the_province_are_counted_apart),
	    U(in_total_is_of_all_that_were_measured),
	    U(the_head_alone_of_the_clause_before),
	    U(halves_and_more_of_tenths_and_times),
	    U(what_is_put_in_is_the_expenditure),
	    U(places_alone_have_what_was_counted),
	    U(three_industries_with_one_object),
	    U(the_same_goods_from_there),
	    U(the_firms_part_in_the_growth),
	    U(a_share_without_a_word_for_it),
	    U(which_of_them_are_counted),
	    U(rates_of_the_firms_just_named),
	    U(what_was_exported_is_an_amount),
	    U(the_authors_name_ends_a_paragraph),
	    U(of_places_in_places_the_narrowest),
	    U(squares_open_a_piece_of_news),
	    U(verbs_of_the_contracts),
	    U(where_most_of_them_are),
	    U(a_town_that_no_list_knows),
	    U(a_school_named_after_a_place_is_nowhere),
	    U(this_share_is_the_one_before),
	    U(rates_of_the_months_in_turn),
	    U(the_park_is_the_zone_spoken_of),
	    U(the_same_goods_in_one_month),
	    U(intensity_of_the_expenditure_spoken_of),
	    U(which_they_are_is_no_level),
	    U(a_paragraph_does_not_begin_with_for_so_many_per_cent),
	    U(that_industrys_output),
	};

	return cmocka_run_group_tests(tests, reading_setup, reading_teardown);
}
