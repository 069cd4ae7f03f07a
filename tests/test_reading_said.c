/* test_reading_said.c: what a figure is called and of when, where a page says it in passing; and
 * what looks like a figure and is none. */
#include "reading_check.h"

T(tenths_without_a_word_are_parts)
{
	assert_read("前三季度，我国跨境电商进出口约1.9万亿元，其中出口接近八成。\n", "2025-10-20",
		    "?跨境电商出口 CN 2025-01/2025-09 share ~<8成");
	assert_read("2024年，高新技术企业、专精特新企业握有企业有效发明专利的近七成。\n",
		    "2025-07-21",
		    "?高新技术企业、专精特新企业握有企业有效发明专利 CN 2024 share ~<7成");
	assert_read("2024年，全省就业率达九成。\n", "2025-07-21", "?就业率");
	assert_not_read("2024年，全省就业率达九成。\n", "2025-07-21", "share 9成");
}

T(near_halves)
{
	assert_read("签约总投资270亿元，其中近半投向药品研发。\n", "2025-06-23", "?");
	assert_read("签约总投资270亿元，其中近半投向药品研发。\n", "2025-06-23", "?签约总投资");
	assert_read("2024年，逾半企业设有研发机构。\n", "2025-06-23",
		    "?设有研发机构的企业 CN 2024 share >1/2");
	assert_not_read("近半年来，工业增加值增长5%。\n", "2025-06-23", "share ~<1/2");
}

T(parts_that_somebody_bought)
{
	assert_read("2024年，国家高新区技术合同成交额1.38万亿元，其中逾四成由园区外的单位购买。\n",
		    "2025-07-14", "technology_contract_value CN-HTZ 2024 share >4成");
}

T(whose_they_are)
{
	assert_read(
	    "到今年6月底，国内有效发明专利中归企业所有的占73.1%，较去年同期上升1.2个百分点。\n",
	    "2025-07-21",
	    "enterprise_invention_patents CN 2025-06-30 share 73.1% domestic_invention_patents");
	assert_read(
	    "到今年6月底，国内有效发明专利中归企业所有的占73.1%，较去年同期上升1.2个百分点。\n",
	    "2025-07-21",
	    "enterprise_invention_patents CN 2025-06-30 share_difference 1.2个百分点");
}

T(an_aim_of_what_was_just_told)
{
	assert_read("截至6月底，每万人口高价值发明专利拥有量升至15."
		    "1件，而规划为2025年设定的预期目标是12件。\n",
		    "2025-07-21", "invention_patents_per_10000 CN 2025 level 12件/万人 target");
}

T(a_part_by_industry_has_the_wholes_name)
{
	assert_read("1至9月，全国实际使用外资5501.2亿元。其中，高技术产业占比为29.0%。\n",
		    "2025-10-20", "?高技术产业实际使用外资 CN 2025-01/2025-09 share 29.0%");
}

T(an_article_s_industry_owns_a_province_s_revenue)
{
	const char *text = "上半年，全国规模以上数字经济核心产业企业实现营业收入16.2万亿元。\n\n"
			   "广东以3.1万亿元的营业收入稳居首位，吉林营业收入下降1.1%。\n";

	assert_read(text, "2025-07-25",
		    "?数字经济核心产业企业营业收入 CN-GD 2025-S1 level 3.1万亿元");
	assert_not_read(text, "2025-07-25", "operating_revenue CN-GD");
}

T(kin_of_the_firms_before)
{
	const char *text =
	    "2025年，大型企业发明专利产业化率为58.1%，中型企业高达66.2%，微型企业只有34.7%。\n";

	assert_read(text, "2026-01-19", "?中型企业发明专利产业化率 CN 2025 share 66.2%");
	assert_read(text, "2026-01-19", "micro_patents_industrialised CN 2025 share 34.7%");
}

T(each_of_those_counted)
{
	assert_read("截至2025年年底，受访企业手中的有效发明专利共17.3万件，平均每家15.1件。\n",
		    "2026-01-19", "?平均每家受访企业有效发明专利 CN 2025-12-31 level 15.1件");
	assert_read("目前，大学科技园有139家，平均每家孵化面积6.8万平方米。\n", "2025-04-21",
		    "?大学科技园平均每家孵化面积 CN 2025-04-21 level 6.8万平方米");
}

T(people_of_an_age)
{
	assert_read("目前，全市从业人员超过71万人，35岁以下青年占六成。\n", "2026-03-24",
		    "?35岁以下青年从业人员");
}

T(firms_have_things_and_are_not_counted)
{
	const char *text = "2019年以来，张江企业累计有26款1类创新药获批上市。\n";

	assert_not_read(text, "2025-11-06", "enterprises ");
	assert_read(text, "2025-11-06",
		    "?企业1类创新药获批上市 CN-HTZ-SHZJ 2019-01-01/2025-11-06 level 26款");
}

T(goods_of_the_clause_before)
{
	assert_read("人形机器人仍处于爬坡期，上半年出货量3800余台。\n", "2025-08-04",
		    "?人形机器人出货量 CN 2025-S1 level ~>3800台");
	assert_read("上半年，我国民用无人机销量201万架；出口额81.2亿元。\n", "2025-08-04",
		    "?民用无人机出口额 CN 2025-S1 level 81.2亿元");
}

T(what_is_done_to_it_measures_it)
{
	assert_read("今年1—9月，宜昌高新区产生磷石膏398.2万吨。\n", "2025-11-17",
		    "?磷石膏产生量 CN-HTZ-YICHANG 2025-01/2025-09 level 398.2万吨");
	assert_read("上半年，全国铁路发送旅客21.6亿人次。\n", "2025-08-04",
		    "rail_passengers CN 2025-S1 level 21.6亿人次");
	assert_read("本届大会吸引近280家企业参展。\n", "2026-03-26", "?参展企业");
}

T(durations_that_something_takes)
{
	const char *text = "单颗卫星研制周期由2021年的17个月缩短至目前的41天。\n";

	assert_read(text, "2025-11-25", "?单颗卫星研制周期 CN 2021 level 17个月");
	assert_read(text, "2025-11-25", "?单颗卫星研制周期 CN 2025-11-25 level 41天");
	assert_not_read("项目用了3个月完成，增加值增长5%。\n", "2025-11-25", "level 3个月");
}

T(an_efficiency_needs_no_unit)
{
	assert_read("截至2025年年底，全国算力中心平均电能利用效率(PUE)降至1.34。\n", "2026-03-26",
		    "?算力中心平均电能利用效率 CN 2025-12-31 level 1.34");
}

T(first_years_of_a_plan)
{
	assert_read("“十四五”前四年，高校承担国家级项目2100余项。\n", "2025-12-15",
		    "?高校承担国家级项目 CN 2021-01/2024-12 level ~>2100项");
	assert_read("“十四五”后两年，高校承担国家级项目900项。\n", "2025-12-15",
		    "?高校承担国家级项目 CN 2024-01/2025-12 level 900项");
}

T(now_is_the_day_of_publication_further_down)
{
	const char *text =
	    "3月18日一早，管委会会议室里座无虚席。\n\n如今，园区集聚光子企业290多家。\n";

	assert_read(text, "2026-03-24", "?园区集聚光子企业 CN 2026-03-24");
	assert_read("记者从3月18日召开的会议上获悉，目前全市高新技术企业达2100家。\n", "2026-03-24",
		    "high_tech_enterprises");
}

T(the_latter_of_two_goes_on)
{
	const char *text = "今年前8个月，昆明高新区工业投资下降2.1%"
			   "，高新技术企业由2019年的251家增至去年年底的598家，"
			   "占全市近三成。\n";

	assert_read(text, "2024-10-21",
		    "high_tech_enterprises CN-HTZ-KUNMING 2023-12-31 level 598家");
	assert_not_read(text, "2024-10-21", "2024-01/2024-08 share");
}

T(a_multiple_of_a_base_amount)
{
	const char *text = "2025年，湖北技术合同成交额达到5620亿元，是2020年1610亿元的3.49倍。\n";

	assert_read(text, "2026-01-19", "technology_contract_value CN-HB 2020 level 1610亿元");
	assert_read(text, "2026-01-19", "technology_contract_value CN-HB 2025 ratio 3.49倍");
}

T(what_it_became_then_dates_nothing)
{
	assert_read("1992年跻身国家高新区行列的昆明高新区，管辖面积约88平方公里。\n", "2024-10-21",
		    "?管辖面积 CN-HTZ-KUNMING 2024-10-21 level ~88平方公里");
}

T(a_headline_takes_the_time_of_its_figure)
{
	assert_read("上市企业达73家\n\n本报讯 截至2025年12月31日，境内外上市企业总数达到73家。\n",
		    "2026-03-24", "listed_enterprises CN 2025-12-31 level 73家");
}

T(a_masthead_dates_no_figure)
{
	const char *text =
	    "科技日报社主办 2025年7月14日 星期一 第26期 今日16版\n\n# 企业研发经费突破1.1万亿元\n\n"
	    "本报讯 2024年，国家高新区企业研发经费内部支出达1.13万亿元。\n\n## 数说\n\n正文。\n";

	assert_read(text, NULL, "enterprise_rd_expenditure CN 2024 level >1.1万亿元");
	assert_read(text, NULL, "- masthead");
}

T(capacity_is_of_now)
{
	assert_read("今年前三季度，工业增加值增长5%。\n\n园区单晶硅年产能达到41吉瓦。\n", "2025-11-10",
		    "?园区单晶硅年产能 CN 2025-11-10");
}

T(a_column_s_bullets_are_of_its_note)
{
	const char *text =
	    "## 数说转型\n\n(本栏数据均为2024年统计数)\n\n● 关键工序数控化率达到70.1%\n\n"
	    "● 建有智慧平台的园区占半数以上\n\n● 万元增加值能耗0.38吨标准煤，比上年下降4.1%\n";

	assert_read(text, "2025-07-14", "?关键工序数控化率 CN 2024");
	assert_read(text, "2025-07-14", "?建有智慧平台的园区 CN 2024 share >=1/2");
}

T(a_short_line_with_a_comma_goes_on)
{
	const char *text = "分区域看，去年东部、中部、西部和东北地区国家高新区园区生产总\n\n"
			   "值分别为11.2万亿元、3.6万亿元、2.4万亿元和0.8万亿元。\n";

	assert_read(text, "2025-07-14", "gdp CN-HTZ-C 2024 level 3.6万亿元");
}

T(the_year_aimed_at_in_december)
{
	const char *text =
	    "本报讯 "
	    "12月25日，全国会议召开，部署2026年重点任务。\n\n2026年工业增加值力争增长5%以上。"
	    "\n\n年内全国5G基站总数力争达到510万个。\n";

	assert_read(text, "2025-12-30", "base_stations_5g CN 2026 level 510万个 target");
}

T(zones_are_the_whole_of_parts_told_in_turn)
{
	const char *text = "目前，国家高新区中约五成开展了数字园区建设，逾六成建有数据中心，近七成"
			   "搭建了大数据平台。\n";

	assert_read(text, "2023-12-12", "zones_with_data_centre CN-HTZ 2023-12-12 share >6成");
	assert_read(text, "2023-12-12",
		    "zones_with_big_data_platform CN-HTZ 2023-12-12 share ~<7成");
}

T(zones_that_act_together_are_counted)
{
	assert_read("京津冀的7家国家高新区共建技术交易平台，长三角有36家国家高新区。\n",
		    "2023-12-12", "zones CN-HTZ-JJJ 2023-12-12 level 7家");
}

T(no_figures_at_all)
{
	assert_read("2023届毕业生中，留在本地的比例达57.1%。\n", "2024-10-21", "- ordinal 2023届");
	assert_read("清晨7点，第一班高铁开往苏州。\n", "2025-11-06", "- time 7点");
	assert_read("时速350公里的线路占比超三成。\n", "2025-08-04", "- class 350公里");
	assert_read("《办法》共7章36条。\n", "2025-11-06", "- enumeration 36条");
	assert_read("《措施》共5个方面18条，涉及用地、用能等。\n", "2025-09-29",
		    "- enumeration 18条");
	assert_read("园区还推出“人才服务21条”，涉及面广。\n", "2026-03-18", "- name 21条");
	assert_read("创始人陆万钧说。\n", "2025-11-25", "- name");
	assert_read("营业收入排在末50位的园区加在一起还不到3%。\n", "2025-12-17", "- ordinal 50位");
	assert_not_read("全球芯片设计企业10强中有7家在此设立研发中心。\n", "2025-11-06", "?强中");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    U(tenths_without_a_word_are_parts),
	    U(near_halves),
	    U(parts_that_somebody_bought),
	    U(whose_they_are),
	    U(an_aim_of_what_was_just_told),
	    U(a_part_by_industry_has_the_wholes_name),
	    U(an_article_s_industry_owns_a_province_s_revenue),
	    U(kin_of_the_firms_before),
	    U(each_of_those_counted),
	    U(people_of_an_age),
	    U(firms_have_things_and_are_not_counted),
	    U(goods_of_the_clause_before),
	    U(what_is_done_to_it_measures_it),
	    U(durations_that_something_takes),
	    U(an_efficiency_needs_no_unit),
	    U(first_years_of_a_plan),
	    U(now_is_the_day_of_publication_further_down),
	    U(the_latter_of_two_goes_on),
	    U(a_multiple_of_a_base_amount),
	    U(what_it_became_then_dates_nothing),
	    U(a_headline_takes_the_time_of_its_figure),
	    U(a_masthead_dates_no_figure),
	    U(capacity_is_of_now),
	    U(a_column_s_bullets_are_of_its_note),
	    U(a_short_line_with_a_comma_goes_on),
	    U(the_year_aimed_at_in_december),
	    U(zones_are_the_whole_of_parts_told_in_turn),
	    U(zones_that_act_together_are_counted),
	    U(no_figures_at_all),
	};

	return cmocka_run_group_tests(tests, reading_setup, reading_teardown);
}
