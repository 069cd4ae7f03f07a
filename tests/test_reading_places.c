/* test_reading_places.c: towns, seats, offices, pictures and lists of zones: where a figure is. */
#include "reading_check.h"

T(a_county_level_city_is_a_place)
{
	assert_read("2024年，昆山市地区生产总值5380.2亿元，比上年增长5.8%。\n", "2025-02-10",
		    "gdp CN-320583 2024 level 5380.2亿元");
	assert_read("2024年，江苏省苏州市昆山市地区生产总值5380.2亿元。\n", "2025-02-10",
		    "gdp CN-320583 2024 level 5380.2亿元");
}

T(a_town_named_may_be_called_short)
{
	assert_read(
	    "本报记者来到浙江义乌和福建晋江。\n\n2024年，义乌实现地区生产总值2503.5亿元。\n",
	    "2025-02-10", "gdp CN-330782 2024 level 2503.5亿元");
	assert_read("2024年，义乌市新登记企业6.1万家。义乌实现地区生产总值2503.5亿元。\n",
		    "2025-02-10", "gdp CN-330782 2024 level 2503.5亿元");
}

T(a_word_is_no_town_that_nobody_named)
{
	assert_not_read("2024年，东方电气营业收入690亿元，合作市场进一步扩大，新民营企业增长5%。\n",
			"2025-02-10", "CN-469007");
	assert_not_read("2024年，甘肃合作项目增长5.1%。\n", "2025-02-10", "CN-623001");
	assert_not_read("2024年，我国沿海城市地区生产总值增长5.1%。\n", "2025-02-10", "CN-210381");
}

T(a_heading_says_the_narrower_place)
{
	assert_read("——山东省寿光市种业见闻\n\n本报记者 王海\n\n2024年，研发经费支出12.6亿元。\n",
		    "2025-02-10", "rd_expenditure CN-370783 2024 level 12.6亿元");
}

T(a_line_with_the_writers_begins_an_article)
{
	const char *text =
	    "今年前8个月，我国手机产量9.1亿台。\n\n好布出好衣\n\n■ 本报记者 刘三金 程万一\n\n"
	    "机器换人之后，产品次品率降到0.7%。\n";

	assert_read(text, "2025-09-29", "?产品次品率 CN 2025-09-29");
	assert_not_read(text, "2025-09-29", "level 3金");
}

T(a_seat_is_where_a_firm_is)
{
	assert_read("位于湖北武汉经开区的云岭汽车，今年前三季度交付新车12.4万辆。\n", "2025-11-25",
		    "?新车交付量 武汉经开区 2025-01/2025-09 level 12.4万辆");
	assert_read("总部设在重庆的云岭汽车10月新能源汽车销量同比下降8.6%。\n", "2025-11-25",
		    "nev_sales CN-CQ 2025-10 growth -8.6%");
}

T(a_clause_leads_up_to_a_place)
{
	assert_read("在株洲高新区，轨道交通是金字招牌。去年，该区工业总产值增长6.1%。\n",
		    "2025-10-27", "gross_industrial_output CN-HTZ-ZHUZHOU 2024 growth 6.1%");
	assert_read("一江之隔的湘潭高新区，机器人本地配套率超过70%。\n", "2025-10-27",
		    "?机器人本地配套率 CN-HTZ-XIANGTAN");
}

T(an_office_tells_of_its_place)
{
	assert_read("记者从成都高新区管委会了解到，截至10月底，区内软件企业数量超过2400家。\n",
		    "2025-11-25", "?区内软件企业数量 CN-HTZ-CD 2025-10-31 level >2400家");
}

T(a_place_that_no_list_knows_leads_a_clause)
{
	const char *text =
	    "2023年，上海新设企业增长5%。在东江口跨境合作区，累计承接改革政策37项。\n";

	assert_read(text, "2023-12-12", "?累计承接改革政策 东江口跨境合作区");
}

T(a_picture_says_where_it_was_taken)
{
	const char *text =
	    "2024年，攀枝花高新区工业总产值增长7.2%，园区绿色转型提速，一批企业更新设备，形成循\n\n"
	    "图为湖北省荆门高新区的一条拆解线。今年以来，该园区已拆解旧电池2.7万吨。\n\n"
	    "本报记者 何山/摄\n\n环经济链条。\n";

	assert_read(text, "2025-11-17", "?拆解旧电池 CN-HTZ-JINGMEN");
}

T(zones_of_the_province_in_a_clause_of_their_own)
{
	assert_read(
	    "湖南有国家高新区9家。2024年，全省高新区用不多的土地，创造了31.2%的地区生产总值。\n",
	    "2025-10-27", "gdp 湖南高新区 2024 share 31.2%");
}

T(the_nation_in_front_of_a_kind_of_zones)
{
	assert_read("2024年，全国国家级经开区实现进出口总额10.3万亿元。\n", "2025-10-20",
		    "trade_goods CN-ETDZ 2024 level 10.3万亿元");
	assert_read("今年前8个月，全国综合保税区进出口总额4.3万亿元。\n", "2025-10-20",
		    "trade_goods CN-CBZ 2025-01/2025-08 level 4.3万亿元");
}

T(a_bonded_zone_of_a_town)
{
	const char *text =
	    "记者看到，新郑综合保税区里产线正忙。1—8月，该综保区完成进出口2102.4亿元。\n";

	assert_read(text, "2025-10-20",
		    "trade_goods 新郑综合保税区 2025-01/2025-08 level 2102.4亿元");
}

T(the_kind_said_last_is_that_of_the_list)
{
	const char *text =
	    "各自创区累计推出先行先试政策500多项。其中，武汉东湖、上海张江自创区分别推出61项和"
	    "58项，沈大、兰白自创区各有12项。\n";

	assert_read(text, "2025-11-17", "?各自创区累计推出先行先试政策 CN-NIDZ-WHDH");
	assert_read(text, "2025-11-17", "?各自创区累计推出先行先试政策 CN-NIDZ-SD");
}

T(where_it_ranks_is_no_place_of_it)
{
	const char *text =
	    "2024年，寿光市高新技术企业达到410家，在山东省各县(市)中排名第三；规上工业企业研发"
	    "经费增长9.2%。\n";

	assert_not_read(text, "2025-02-10", "CN-SD 2024 growth 9.2%");
}

T(a_park_beside_its_city_owns_what_follows)
{
	assert_read("广州开发区的生物医药企业总数已超过4100家。\n", "2025-06-23",
		    "?生物医药企业总数 广州开发区");
	assert_not_read("目前，经认定的国家大学科技园有139家，平均每家孵化场地面积6.8万平方米。\n",
			"2025-04-21", " 经认定的国家大学科技园 ");
}

T(a_heading_with_a_colon_holds_for_its_article)
{
	const char *text =
	    "大湾区：产业越走越宽\n\n本报记者 何曼\n\n今年一季度，深圳医疗仪器出口额88.2亿元。\n\n"
	    "截至4月末，指定医疗机构增至41家。\n";

	assert_read(text, "2025-06-23", "?指定医疗机构 CN-GBA 2025-04-30 level 41家");
}

T(zones_are_in_so_many_cities)
{
	const char *text = "截至9月底，国家自主创新示范区共有24家，分布于20个省份的58座城市。\n";

	assert_read(text, "2025-11-17", "?自创区涉及省份 CN-NIDZ 2025-09-30 level 20个");
	assert_read(text, "2025-11-17", "?自创区涉及城市 CN-NIDZ 2025-09-30 level 58座");
}

T(the_zones_of_a_whole_are_those_counted)
{
	const char *text =
	    "2022年，中关村示范区总收入达到8.6万亿元，在177家国家高新区中约占六分之一。\n";

	assert_read(text, "2023-12-12", "zones CN-HTZ 2022 level 177家");
	assert_read(text, "2023-12-12", "total_revenue CN-HTZ-ZGC 2022 share ~1/6 @CN-HTZ");
}

T(what_a_province_builds_is_there)
{
	assert_read("2025年，陕西工业增加值增长5%。到2028年，全省将建成高标准数字园区6个。\n",
		    "2026-03-16", "high_standard_digital_parks CN-SN 2028 level 6个 target");
}

T(three_provinces_together)
{
	const char *text =
	    "截至9月底，广东、江苏、浙江登记在册的科技型企业分别为60.1万户、50.2万户、40.3万户，"
	    "3省合计占全国的34.9%。\n";

	assert_read(text, "2025-11-17",
		    "?登记在册的科技型企业 广东、江苏、浙江 2025-09-30 share 34.9%");
	assert_not_read(text, "2025-11-17", "level 3省");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    U(a_county_level_city_is_a_place),
	    U(a_town_named_may_be_called_short),
	    U(a_word_is_no_town_that_nobody_named),
	    U(a_heading_says_the_narrower_place),
	    U(a_line_with_the_writers_begins_an_article),
	    U(a_seat_is_where_a_firm_is),
	    U(a_clause_leads_up_to_a_place),
	    U(an_office_tells_of_its_place),
	    U(a_place_that_no_list_knows_leads_a_clause),
	    U(a_picture_says_where_it_was_taken),
	    U(zones_of_the_province_in_a_clause_of_their_own),
	    U(the_nation_in_front_of_a_kind_of_zones),
	    U(a_bonded_zone_of_a_town),
	    U(the_kind_said_last_is_that_of_the_list),
	    U(where_it_ranks_is_no_place_of_it),
	    U(a_park_beside_its_city_owns_what_follows),
	    U(a_heading_with_a_colon_holds_for_its_article),
	    U(zones_are_in_so_many_cities),
	    U(the_zones_of_a_whole_are_those_counted),
	    U(what_a_province_builds_is_there),
	    U(three_provinces_together),
	};

	return cmocka_run_group_tests(tests, reading_setup, reading_teardown);
}
