/* test_reading_wholes.c: wholes and parts: where a whole stands, whose its place is, what a part is
 * called, and which numbers beside them are none. */
#include "reading_check.h"

T(a_count_within_a_whole_moves_no_place)
{
	const char *text =
	    "2022年，上海张江高新区总收入达5.1万亿元，在全国178家国家高新区总收入中约占"
	    "1/9；拥有上市企业212家。\n";

	assert_read(text, "2023-12-12", "zones CN-HTZ 2022 level 178家");
	assert_read(text, "2023-12-12", "total_revenue CN-HTZ-SHZJ 2022 share ~1/9 @CN-HTZ");
	assert_read(text, "2023-12-12", "listed_enterprises CN-HTZ-SHZJ 2022 level 212家");
}

T(the_place_of_a_whole_stays_the_wholes)
{
	const char *text =
	    "今年前三季度，国家高新区园区生产总值11.2万亿元，在全国GDP中的份额为12.40%。"
	    "其中，第二产业增加值6.3万亿元。\n";

	assert_read(text, "2023-12-12", "gdp_secondary CN-HTZ 2023-01/2023-09 level 6.3万亿元");
}

T(a_whole_behind_the_name)
{
	const char *text = "截至10月底，我国千兆宽带用户在固定宽带用户中的占比达34.3%。\n";

	assert_read(text, "2025-11-24", "?千兆宽带用户 CN 2025-10-31 share 34.3% ?固定宽带用户");
}

T(a_share_within_a_place)
{
	const char *text = "2023年，长三角国家高新区的生物医药产业规模在全国的占比超过1/3。\n";

	assert_read(text, "2023-12-12", "biopharma_industry_size CN-HTZ-YRD 2023 share >1/3");
}

T(more_than_a_fraction_of_a_place_is_a_share)
{
	const char *text = "2023年，江苏光伏产业规模超过全国的1/2。\n";

	assert_read(text, "2023-12-12", "?光伏产业规模 CN-JS 2023 share >1/2 @CN");
	assert_not_read("2023年，江苏光伏产业增速高于全国的5.2%。\n", "2023-12-12", "share");
}

T(parts_with_one_head_are_joined_once)
{
	const char *text = "今年1—9月，57.63万家新注册企业在国家高新区安家落户，"
			   "其中民营企业占比超过96%。\n";

	assert_read(text, "2023-12-12", "new_enterprises CN-HTZ 2023-01/2023-09 level 57.63万家");
	assert_read(text, "2023-12-12",
		    "new_private_enterprises CN-HTZ 2023-01/2023-09 share >96% new_enterprises");
}

T(a_part_that_says_its_kind_is_not_joined)
{
	const char *text = "截至今年8月底，国内发明专利有效量为512.6万件，"
			   "其中高价值发明专利占比达43.1%。\n";

	assert_read(text, "2025-10-13", "?高价值发明专利");
	assert_not_read(text, "2025-10-13", "?高价值发明专利国内");
}

T(what_is_done_by_whom)
{
	const char *text = "2024年，研发经费投入3.6万亿元。近八成的研发经费由企业投入。\n";

	assert_read(text, "2025-11-24",
		    "enterprise_rd_expenditure CN 2024 share ~<8成 rd_expenditure");
}

T(the_exports_of_a_part)
{
	const char *text = "前2个月，江西出口总值412.6亿元，其中，陶瓷占出口总值的35.1%。\n";

	assert_read(text, "2025-03-17", "?陶瓷出口 CN-JX 2025-01/2025-02 share 35.1%");
}

T(things_without_a_word_of_sharing)
{
	const char *text = "目前，国家高新区数字化加快，搭建大数据平台的园区接近70%。\n";

	assert_read(text, "2023-12-12", "?搭建大数据平台的园区 CN-HTZ 2023-12-12 share ~<70%");
}

T(a_list_is_what_it_is_summed_up_as)
{
	const char *text = "今年1—10月，张江高新区集成电路、生物医药、人工智能三大先导产业规模达到"
			   "9000.5亿元。\n";

	assert_read(text, "2023-12-12",
		    "leading_industries_size CN-HTZ-SHZJ 2023-01/2023-10 level 9000.5亿元");
}

T(a_list_is_what_it_is_called)
{
	const char *text = "今年前2个月，宁波市出口机电产品872.4亿元。其中，电动汽车、锂电池、"
			   "光伏产品这“新三样”合计出口61.3亿元。\n";

	assert_read(text, "2025-03-17", "?“新三样”出口 CN-330200 2025-01/2025-02 level 61.3亿元");
}

T(a_fall_that_narrows_is_a_gain)
{
	const char *text = "2025年1—2月，陕西太阳能电池出口仍在下降，降幅为18.6%，"
			   "比去年全年收窄5.2个百分点。\n";

	assert_read(text, "2025-03-17", "?太阳能电池出口 CN-SN 2025-01/2025-02 growth -18.6%");
	assert_read(text, "2025-03-17",
		    "?太阳能电池出口 CN-SN 2025-01/2025-02 growth_difference 5.2个百分点 /2024");
}

T(a_fall_smaller_than_the_nations)
{
	const char *text = "2024年，江西利润总额下降0.7%，降幅比全国平均水平小2.6个百分点。\n";

	assert_read(text, "2025-03-17",
		    "total_profit CN-JX 2024 growth_difference 2.6个百分点 @CN");
}

T(a_way_of_looking_returns_to_the_place)
{
	const char *text = "2024年，陕西登记技术合同8.2万项。从地域看，西安市成交额达3905.6亿元，"
			   "占全省的87.5%；从流向看，输出到省外的技术合同成交额占全省的60.8%。\n";

	assert_read(text, "2025-03-17",
		    "technology_contract_value CN-610100 2024 level 3905.6亿元");
	assert_read(text, "2025-03-17", "?输出到省外技术合同成交额 CN-SN 2024 share 60.8%");
}

T(provinces_are_counted_in_the_nation)
{
	const char *text =
	    "2024年，山东R&D经费2700亿元。分地区看，R&D经费超过千亿元的省(市)有12个。\n";

	assert_read(text, "2025-10-13", "?R&D经费超过千亿元的省(市) CN 2024 level 12个");
}

T(where_a_place_lies_stands_in_front)
{
	const char *text = "地处松花江北岸的深哈产业园区先行先试，累计复制推广深圳政策45项。\n";

	assert_read(text, "2023-12-12", "?累计复制推广深圳政策 CN-SHENHA");
}

T(parks_to_come_are_counted_in_the_nation)
{
	const char *text =
	    "我国将建成200个左右高标准数字园区\n\n本报讯 《指南》提出，到2027年，建成"
	    "200个左右高标准数字园区，形成一批样板。\n";

	assert_read(text, "2025-11-24", "high_standard_digital_parks CN 2027 level ~200个");
	assert_not_read(text, "2025-11-24", "CN-HSDP");
}

T(a_paragraph_cut_behind_a_full_stop)
{
	const char *text =
	    "2022年，中关村总收入8.7万亿元。\n\n生态日益完善。目前，中关村已形成科技\n\n"
	    "服务业等2个万亿级产业集群。\n";

	assert_not_read(text, "2023-12-12", "services_value_added");
}

T(pieces_guests_and_hours_are_no_figures)
{
	assert_not_read("产线旁都有一块看板。展会引来八方宾客。清晨六点，大厅灯火通明。\n",
			"2023-12-12", "level");
}

T(how_large_each_of_them_is)
{
	assert_not_read("前两个月，投资10亿元以上的制造业项目明显增多。\n", "2025-03-17", "level");
}

T(firms_by_place_are_those_of_the_text)
{
	const char *text =
	    "# 智能机器人产业企业突破48万家\n\n本报讯 截至2025年4月30日，我国智能机器人产业企业总量"
	    "为48.36万家。\n\n分地区看，企业数量居前两位的依次是广东、江苏，分别为7.92万家和"
	    "5.86万家。\n";

	assert_read(text, "2025-05-26", "?智能机器人产业企业总量 CN-JS 2025-04-30 level 5.86万家");
}

T(verbs_alone_are_of_what_was_counted)
{
	const char *text = "2025年，共设置中试用地保障等18项试点政策，上海承担9项，宁波承担6项。\n";

	assert_read(text, "2025-05-26", "?承担试点政策 CN-SH 2025 level 9项");
	assert_read(text, "2025-05-26", "?承担试点政策 CN-330200 2025 level 6项");
}

T(heads_of_one_kind_share_what_stands_before)
{
	const char *text = "2024年，高校有效发明专利许可率、转让率分别达到12.4%和10.9%。\n";

	assert_read(text, "2025-05-26", "?高校有效发明专利转让率 CN 2024 level 10.9%");
}

T(first_ranks_count_nothing)
{
	assert_not_read("2023年，排名前20位的国家高新区集中在东部。\n", "2024-09-23", "zones");
}

T(near_anothers_figure_is_a_ratio)
{
	const char *text =
	    "2022年，国家高新区数字产业营业收入超过13万亿元，接近全国数字经济规模的30%。\n";

	assert_read(text, "2023-12-12", "digital_industry_revenue CN-HTZ 2022 ratio ~<30%");
}

T(a_bound_of_the_share_is_none_of_the_count)
{
	const char *text =
	    "2022年，张江高新区总收入为5.1万亿元，约占178家国家高新区总收入的1/9。\n";

	assert_read(text, "2023-12-12", "zones CN-HTZ 2022 level 178家");
	assert_read(text, "2023-12-12", "total_revenue CN-HTZ-SHZJ 2022 share ~1/9 @CN-HTZ");
}

T(a_thing_of_each_field)
{
	const char *text =
	    "截至2023年年底，人工智能、集成电路、创新药3个领域分别有独角兽61家、54家和29家。\n";

	assert_read(text, "2024-08-26", "?人工智能独角兽 CN 2023-12-31 level 61家");
	assert_read(text, "2024-08-26", "?创新药独角兽 CN 2023-12-31 level 29家");
}

T(the_part_that_has_something)
{
	const char *text =
	    "截至2025年年底，江苏持证技术经理人1.2万人，拥有高级职称的比例仅为6.4%。\n";

	assert_read(text, "2026-01-19",
		    "?拥有高级职称的持证技术经理人 CN-JS 2025-12-31 share 6.4%");
}

T(land_is_measured_by_its_area)
{
	assert_read("2023年，苏州高新区土地占全市的3%。\n", "2024-01-19", "?土地面积");
}

T(a_place_in_a_list_is_not_the_articles)
{
	const char *text = "本报讯 2025年，示范区试点政策共18项。其中，上海承担9项。\n\n"
			   "有关负责人介绍，截至2024年年底，各示范区累计出台政策460项。\n";

	assert_not_read(text, "2025-05-26", "CN-SH 2024-12-31");
}

T(an_article_begins_with_its_byline)
{
	const char *text =
	    "2023年，国家高新区园区生产总值18万亿元。\n\n本报讯(记者 王平) 一份报告显示，截至"
	    "2024年6月30日，我国现存低空经济相关企业7.08万家。今年上半年新注册7680家。\n\n"
	    "从行业看，低空运营服务企业有1.97万家。\n";

	assert_read(text, "2024-07-29", "?低空经济相关企业 CN 2024-06-30 level 7.08万家");
	assert_read(text, "2024-07-29", "?新注册低空经济相关企业 CN 2024-S1 level 7680家");
	assert_read(text, "2024-07-29", "?低空运营服务企业 CN 2024-06-30 level 1.97万家");
}

T(a_short_name_means_them_all)
{
	const char *text =
	    "本报讯 国务院已批复国家自主创新示范区(以下简称“自创区”)23家。上海张江自创区上市企业"
	    "62家。\n\n截至2025年9月底，自创区独角兽企业289家。\n";

	assert_read(text, "2025-10-27", "unicorn_enterprises CN-NIDZ 2025-09-30 level 289家");
}

T(an_aim_is_of_the_year_to_come_to_its_end)
{
	const char *text =
	    "按上年不变价计算，上半年电信业务总量增长11.1%。\n\n力争全年规模以上工业增加值增速"
	    "保持在5.5%以上。力争到年底5G基站总数达到410万个。\n";

	assert_read(text, "2024-07-29", "industrial_value_added_scale CN 2024 growth");
	assert_read(text, "2024-07-29", "base_stations_5g CN 2024-12-31 level 410万个");
	assert_read("超额完成年度目标，全年5G基站增至450万个。\n", "2026-01-12",
		    "base_stations_5g CN 2025 level 450万个");
}

T(a_picture_between_the_halves_with_its_credit)
{
	const char *text =
	    "从区域看，2023年东部、中部、西部国家高新区园区生产总值分别为11.1万亿元、\n\n"
	    "7月16日，在合肥国家高新区的一家企业实验室，工程师正在调试稀释制冷机。\n\n"
	    "新华社记者 方平/摄\n\n3.6万亿元和2.7万亿元。\n";

	assert_read(text, "2024-07-29", "gdp CN-HTZ-E 2023 level 11.1万亿元");
	assert_read(text, "2024-07-29", "gdp CN-HTZ-W 2023 level 2.7万亿元");
}

T(provinces_along_the_river_are_not_counted)
{
	assert_not_read("3月20日，沿江11省市的代表交流了经验。\n", "2025-03-24", "level 11");
}

T(zones_of_a_place_that_no_list_knows)
{
	const char *text = "川渝两地现有国家高新区12家，2024年实现园区生产总值1.07万亿元。\n";

	assert_read(text, "2025-03-24", "gdp 川渝国家高新区 2024 level 1.07万亿元");
}

T(zones_as_a_choice_of_what_was_counted)
{
	const char *text =
	    "截至今年9月底，自创区拥有独角兽企业289家。其中，中关村、上海张江2家自创区分别有"
	    "114家和62家。\n";

	assert_read(text, "2025-10-27", "unicorn_enterprises CN-NIDZ-ZGC 2025-09-30 level 114家");
}

T(why_clauses_name_nothing)
{
	const char *text =
	    "上半年，福建锂电新能源产业势头较好，在储能需求拉动下，产值同比增长21.5%。\n";

	assert_read(text, "2025-08-11", "?锂电新能源产业");
	assert_not_read(text, "2025-08-11", "?在储能");
}

T(in_a_text_about_a_province_the_zones_are_its_own)
{
	const char *text =
	    "江苏高新区稳中有进\n\n本报讯 2025年，江苏全省18家国家高新区实现生产总值2.9万亿元。\n\n"
	    "外贸稳固。全年国家高新区进出口总额1.74万亿元。\n";

	assert_read(text, "2026-02-02", "trade_goods CN-JS-HTZ 2025 level 1.74万亿元");
}

T(a_name_goes_on_behind_an_aside)
{
	const char *text =
	    "截至2024年10月31日，我国软件和信息技术服务业(以下简称“软件业”)企业共有186.4万家，"
	    "较2023年年底增长13.3%。\n";

	assert_read(text, "2024-12-02", "?软件和信息技术服务业企业 CN 2024-10-31 level 186.4万家");
}

T(names_in_clauses_of_their_own_are_grown_in_turn)
{
	const char *text =
	    "截至2024年10月31日，软件开发企业数量最多，为98.3万家；信息技术咨询服务企业数量为"
	    "27.5万家，与2023年年底相比，分别增长12.8%和11.9%。\n";

	assert_read(text, "2024-12-02", "?软件开发企业数量 CN 2024-10-31 growth 12.8% /2023-12-31");
	assert_read(text, "2024-12-02",
		    "?信息技术咨询服务企业数量 CN 2024-10-31 growth 11.9% /2023-12-31");
}

T(what_was_done_is_not_of_a_year_to_come)
{
	const char *text =
	    "11月28日，会议召开，部署2025年重点任务。会议披露，累计有4.6万家企业启动改造。\n";

	assert_not_read(text, "2024-12-02", "2025");
}

T(an_amount_of_the_same_sort_is_one_by_itself)
{
	const char *text =
	    "2024年，国家高新区固定资产投资(不含农户)中，高技术产业投资占比为38.2%。\n";

	assert_read(text, "2025-04-14",
		    "high_tech_investment CN-HTZ 2024 share 38.2% fixed_investment_excl_rural");
}

T(provinces_that_zones_touch_are_the_zones)
{
	const char *text =
	    "目前，国务院已批复自创区23个，涉及全国21个省(区、市)，覆盖66个国家高新区。\n";

	assert_read(text, "2026-04-10", "?自创区涉及省(区、市) CN-NIDZ 2026-04-10 level 21个");
}

T(a_part_of_the_country_in_passing)
{
	const char *text = "2025年上半年，技术合同成交额3.1万亿元。中西部地区承接能力逐步增强。"
			   "跨省技术交易占全国成交额的比重为41.3%。\n";

	assert_not_read(text, "2025-08-18", "CN-CW");
}

T(a_whole_number_too_large_for_its_fraction)
{
	assert_not_read("共有99999999999999999999 44/99的企业。\n", "2025-08-18", "level 9");
}

T(names_as_many_as_the_count_say_which)
{
	const char *text = "目前，中关村已形成新一代信息技术、科技服务业2个万亿元级产业集群。\n";

	assert_read(text, "2023-12-12", "?万亿元级产业集群 CN-HTZ-ZGC 2023-12-12 level 2个");
}

T(zones_counted_behind_their_verb)
{
	const char *text = "到2024年5月底，国务院一共批复了23家自创区。\n";

	assert_read(text, "2024-06-24", "nidz CN 2024-05-31 level 23家");
}

T(a_whole_in_a_clause_of_its_own)
{
	const char *text =
	    "2022年，中关村示范区总收入8.7万亿元，在全国178家国家高新区里，差不多占了六分之一；"
	    "上市公司498家。\n";

	assert_read(text, "2023-12-12", "total_revenue CN-HTZ-ZGC 2022 share ~1/6");
	assert_read(text, "2023-12-12", "listed_enterprises CN-HTZ-ZGC 2022 level 498家");
}

T(an_event_of_long_ago_dates_nothing)
{
	const char *text =
	    "2021年科技部启动了绿色发展专项行动。从结果看，国家高新区万元增加值综合能耗为"
	    "0.423吨标准煤。\n";

	assert_read(text, "2023-12-12", "energy_per_value_added CN-HTZ 2023-12-12");
}

T(those_of_them_that_did)
{
	const char *text = "目前，六成多的国家高新区建起了数据中心，搭建了大数据平台的将近七成，"
			   "有云服务平台的更是超过了80%。\n";

	assert_read(text, "2023-12-12", "zones_with_data_centre CN-HTZ 2023-12-12 share ~>6成");
	assert_read(text, "2023-12-12",
		    "zones_with_big_data_platform CN-HTZ 2023-12-12 share ~<7成");
	assert_read(text, "2023-12-12", "zones_with_cloud_platform CN-HTZ 2023-12-12 share >80%");
}

T(so_much_more_than_a_year_before)
{
	const char *text = "今年前5个月，江苏新入库企业2.6万家，比去年同期多了7.9%。\n";

	assert_read(text, "2024-06-24", "?新入库企业 CN-JS 2024-01/2024-05 growth 7.9%");
}

T(a_place_that_others_made_is_its_own)
{
	const char *text = "深圳和哈尔滨两地共建的深哈产业园区累计注册企业395家。\n";

	assert_read(text, "2023-12-12", "registered_enterprises CN-SHENHA");
}

T(sizes_of_all_together_are_figures)
{
	const char *text = "合肥高新区设立种子基金，形成总规模超560亿元的政府引导基金群。\n";

	assert_read(text, "2025-05-12", "?政府引导基金群 CN-HTZ-HF 2025-05-12 level >560亿元");
}

T(more_than_half_of_the_kind)
{
	const char *text = "截至3月底，96家国家高新区出台专项政策，超过国家高新区总数的一半。\n";

	assert_read(text, "2025-05-12", "?出台专项政策的国家高新区 CN-HTZ 2025-03-31 share >1/2");
}

T(some_zones_by_what_they_did)
{
	const char *text =
	    "截至今年9月底，已有147家国家高新区建成园区数字化综合管理平台，占全部园区的82.6%。\n";

	assert_read(text, "2024-11-18",
		    "?建成园区数字化综合管理平台的国家高新区 CN-HTZ 2024-09-30 level 147家");
	assert_not_read(text, "2024-11-18", "zones CN-HTZ 2024-09-30 level");
}

T(output_of_the_cluster_spoken_of)
{
	assert_read("2024年，绵阳传感器集群发展迅速。2024年，集群实现产值386亿元。\n", "2025-11-24",
		    "?集群产值 CN-510700 2024 level 386亿元");
}

T(those_on_the_list)
{
	const char *text =
	    "本报讯 近日，三部门公布首批工业数据应用试点城市名单，共有32个城市入选。"
	    "东部地区入选城市14个。其中，江苏省有4个城市入选。\n\n"
	    "本报讯 6月13日，工业和信息化部公布2025年度国家创新型产业集群名单。江苏新增集群6个。\n";

	assert_read(text, "2025-06-16", "?首批工业数据应用试点城市 CN 2025-06-16 level 32个");
	assert_read(text, "2025-06-16", "?首批工业数据应用试点城市 CN-E");
	assert_read(text, "2025-06-16", "?首批工业数据应用试点城市 CN-JS");
	assert_read(text, "2025-06-16", "?新增国家创新型产业集群 CN-JS");
}

T(a_part_of_a_total_is_of_the_same_owner)
{
	const char *text = "本报讯 2024年，江苏省科技企业孵化器总收入612亿元，同比增长5.2%；"
			   "投资收入占总收入的比重为11.3%。\n";

	assert_read(text, "2025-06-16", "?科技企业孵化器投资收入 CN-JS 2024 share 11.3%");
}

#define LONG_THING                                                                                 \
	"面向中小企业和科研院所的大型科学仪器设备开放共享与公共检验检测技术服务综合数据平台"

T(a_long_name_is_cut_at_a_character)
{
	assert_read("2024年，六成的国家高新区建起了" LONG_THING "。\n", "2025-06-16",
		    "?建起" LONG_THING "的国家高新区 CN-HTZ 2024 share 6成");
	/* of 25 bytes and three for each character behind them 76 characters have room */
	assert_read("2024年，六成的国家高新区启用了x" LONG_THING LONG_THING "。\n", "2025-06-16",
		    "?启用x" LONG_THING
		    "面向中小企业和科研院所的大型科学仪器设备开放共享与公共检验检测"
		    "技术服务的国家高新区 CN-HTZ 2024 share 6成");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    U(a_count_within_a_whole_moves_no_place),
	    U(the_place_of_a_whole_stays_the_wholes),
	    U(a_whole_behind_the_name),
	    U(a_share_within_a_place),
	    U(more_than_a_fraction_of_a_place_is_a_share),
	    U(parts_with_one_head_are_joined_once),
	    U(a_part_that_says_its_kind_is_not_joined),
	    U(what_is_done_by_whom),
	    U(the_exports_of_a_part),
	    U(things_without_a_word_of_sharing),
	    U(a_list_is_what_it_is_summed_up_as),
	    U(a_list_is_what_it_is_called),
	    U(a_fall_that_narrows_is_a_gain),
	    U(a_fall_smaller_than_the_nations),
	    U(a_way_of_looking_returns_to_the_place),
	    U(provinces_are_counted_in_the_nation),
	    U(where_a_place_lies_stands_in_front),
	    U(parks_to_come_are_counted_in_the_nation),
	    U(a_paragraph_cut_behind_a_full_stop),
	    U(pieces_guests_and_hours_are_no_figures),
	    U(how_large_each_of_them_is),
	    U(firms_by_place_are_those_of_the_text),
	    U(verbs_alone_are_of_what_was_counted),
	    U(heads_of_one_kind_share_what_stands_before),
	    U(first_ranks_count_nothing),
	    U(near_anothers_figure_is_a_ratio),
	    U(a_bound_of_the_share_is_none_of_the_count),
	    U(a_thing_of_each_field),
	    U(the_part_that_has_something),
	    U(land_is_measured_by_its_area),
	    U(a_place_in_a_list_is_not_the_articles),
	    U(an_article_begins_with_its_byline),
	    U(a_short_name_means_them_all),
	    U(an_aim_is_of_the_year_to_come_to_its_end),
	    U(a_picture_between_the_halves_with_its_credit),
	    U(provinces_along_the_river_are_not_counted),
	    U(zones_of_a_place_that_no_list_knows),
	    U(zones_as_a_choice_of_what_was_counted),
	    U(why_clauses_name_nothing),
	    U(in_a_text_about_a_province_the_zones_are_its_own),
	    U(a_name_goes_on_behind_an_aside),
	    U(names_in_clauses_of_their_own_are_grown_in_turn),
	    U(what_was_done_is_not_of_a_year_to_come),
	    U(an_amount_of_the_same_sort_is_one_by_itself),
	    U(provinces_that_zones_touch_are_the_zones),
	    U(a_part_of_the_country_in_passing),
	    U(a_whole_number_too_large_for_its_fraction),
	    U(names_as_many_as_the_count_say_which),
	    U(zones_counted_behind_their_verb),
	    U(a_whole_in_a_clause_of_its_own),
	    U(an_event_of_long_ago_dates_nothing),
	    U(those_of_them_that_did),
	    U(so_much_more_than_a_year_before),
	    U(a_place_that_others_made_is_its_own),
	    U(sizes_of_all_together_are_figures),
	    U(more_than_half_of_the_kind),
	    U(some_zones_by_what_they_did),
	    U(output_of_the_cluster_spoken_of),
	    U(those_on_the_list),
	    U(a_part_of_a_total_is_of_the_same_owner),
	    U(a_long_name_is_cut_at_a_character),
	};

	return cmocka_run_group_tests(tests, reading_setup, reading_teardown);
}
