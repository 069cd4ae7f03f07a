/* test_reading_compared.c: whom figures are compared with and shares of, what goes on from one
 * clause to the next, and which places and industries that is. */
#include "reading_check.h"

T(whom_one_is_compared_with_is_no_place_of_ones_own)
{
	const char *text = "2025年，株洲高新区长短板同样清晰。与长沙高新区相比，"
			   "研发经费投入强度高0.7个百分点。\n";

	assert_read(text, "2026-02-09", "rd_intensity CN-HTZ-ZHUZHOU 2025");
	assert_not_read(text, "2026-02-09", "rd_intensity CN-HTZ-CS");
}

T(the_whole_province_goes_on)
{
	const char *text = "吉林前三季度经济\n\n前三季度，全省规模以上工业增加值增长7.1%，"
			   "增速居全国第9位。重点产业中，高技术制造业增加值增长13.4%。\n\n"
			   "前三季度，全省固定资产投资增长2.4%。货物进出口1263亿元。\n";

	assert_read(text, "2025-10-28", "high_tech_mfg_value_added_scale CN-JL");
	assert_read(text, "2025-10-28", "trade_goods CN-JL 2025-01/2025-09 level 1263亿元");
}

T(a_cluster_in_passing)
{
	const char *text = "2024年，国家高新区营业收入55.2万亿元。\n\n"
			   "2024年，国家高新区增长4.5%。黄河流域营业收入9.65万亿元。\n\n"
			   "2024年，进出口9.4万亿元。\n";

	assert_read(text, "2025-07-21", "operating_revenue CN-YRB 2024 level 9.65万亿元");
	assert_not_read(text, "2025-07-21", "CN-YRB 2024 level 9.4万亿元");
}

T(the_provinces_own_are_counted_there)
{
	const char *text = "江西经济\n\n目前，全省共有国家高新区9家、省级高新区31家。\n";

	assert_read(text, "2025-10-27", "zones CN-JX");
	assert_read(text, "2025-10-27", "?省级高新区 CN-JX");
}

T(the_profits_of_the_industry_just_named)
{
	const char *text = "2025年，高技术制造业实现营业收入23.9万亿元，增长8.2%；"
			   "利润总额1.47万亿元，增长12.6%。\n";

	assert_read(text, "2026-02-02", "?高技术制造业利润总额 CN 2025 level 1.47万亿元");
	assert_not_read(text, "2026-02-02", "total_profit CN 2025");
}

T(one_up_one_down_is_no_amount)
{
	assert_not_read("2025年，江苏投资和外贸一升一降。图为车间一角。\n", "2026-02-02",
			"level 1");
}

T(a_share_of_a_second_place)
{
	const char *text = "2025年，江苏出口占全国的12.3%、长三角的四成左右。\n";

	assert_read(text, "2026-02-01", "exports CN-JS 2025 share 12.3%");
	assert_read(text, "2026-02-01", "exports CN-JS 2025 share ~4成 @CN-YRD");
}

T(what_a_place_is_called_is_no_name)
{
	const char *text = "2024年，东部生产总值12.16万亿元。东部仍是“压舱石”，占全国的63%。\n";

	assert_not_read(text, "2025-07-21", "?是");
}

T(prices_taken_out_are_no_name)
{
	assert_read("2025年，江苏出口3.1万亿元，增长8.8%，扣除价格因素后增长9.4%。\n", "2026-03-02",
		    "exports CN-JS 2025 growth 9.4%");
}

T(places_that_stand_first)
{
	const char *text =
	    "2025年，研发投入强度居前三位的北京、上海、天津，分别达到6.64%、4.52%和3.69%。\n";

	assert_read(text, "2026-03-02", "rd_intensity CN-SH 2025 level 4.52%");
}

T(nearly_half_of_the_nations_firms)
{
	const char *text =
	    "2025年，国家高新区企业营业收入1.49万亿元，接近全国企业的一半，增长10.3%。\n";

	assert_not_read(text, "2026-03-02", "?接近");
}

T(three_sectors_in_turn)
{
	const char *text = "2025年，福建三次产业对经济增长的贡献率依次为2.9%、45.6%和51.5%。\n";

	assert_read(text, "2026-03-02", "gdp_secondary CN-FJ 2025 contribution 45.6%");
}

T(led_by_such_a_rate)
{
	const char *text = "上半年，福建生产总值2.8万亿元，增长5.6%。宁德以7.4%的增速领跑全省。\n";

	assert_read(text, "2025-07-28", "gdp CN-350900 2025-S1 growth 7.4%");
}

T(although_is_no_name)
{
	assert_not_read("2025年，江苏出口3.1万亿元，虽然比上年略降1.9%。\n", "2026-03-02", "?虽");
}

T(a_list_that_goes_on_in_the_next_paragraph)
{
	const char *text =
	    "2025年，江苏概况\n\n京津冀、长三角技术合同成交额分别为1.42万亿元和\n\n \n\n"
	    "1.98万亿元，均创新高。\n";

	assert_read(text, "2026-03-02", "technology_contract_value CN-YRD 2025 level 1.98万亿元");
}

T(the_zones_of_a_province_are_counted)
{
	assert_read("截至2025年底，江西国家高新区共有9家。\n", "2026-02-01", "zones CN-JX-HTZ");
}

T(intensity_of_what_was_put_in)
{
	const char *text = "2024年，江西研究与试验发展(R&D)经费投入712.5亿元，投入强度为2.08%。\n";

	assert_read(text, "2026-02-01", "rd_intensity CN-JX 2024 level 2.08%");
}

T(as_much_as_a_second_place)
{
	const char *text = "2025年，南昌生产总值只相当于武汉的37.6%、长沙的51.8%。\n";

	assert_read(text, "2026-02-01", "gdp CN-360100 2025 ratio 51.8% @CN-430100");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    U(whom_one_is_compared_with_is_no_place_of_ones_own),
	    U(the_whole_province_goes_on),
	    U(a_cluster_in_passing),
	    U(the_provinces_own_are_counted_there),
	    U(the_profits_of_the_industry_just_named),
	    U(one_up_one_down_is_no_amount),
	    U(a_share_of_a_second_place),
	    U(what_a_place_is_called_is_no_name),
	    U(prices_taken_out_are_no_name),
	    U(places_that_stand_first),
	    U(nearly_half_of_the_nations_firms),
	    U(three_sectors_in_turn),
	    U(led_by_such_a_rate),
	    U(although_is_no_name),
	    U(a_list_that_goes_on_in_the_next_paragraph),
	    U(the_zones_of_a_province_are_counted),
	    U(intensity_of_what_was_put_in),
	    U(as_much_as_a_second_place),
	};

	return cmocka_run_group_tests(tests, reading_setup, reading_teardown);
}
