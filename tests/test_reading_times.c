/* test_reading_times.c: which time a figure is of when a sentence names several: aims, bases,
 * scenes, from and to. */
#include "reading_check.h"

T(an_aim_dates_nothing_behind_it)
{
	const char *text = "2025年，甲市高新区产值达到610亿元，到2030年力争达到900亿元。\n\n"
			   "乙厂月产能已由年初的1.5万片提高到3万片。\n";

	assert_read(text, "2026-05-20", "?乙厂月产能 CN 2025 level 3万片");
	assert_not_read(text, "2026-05-20", "2030 level 3万片");
}

T(a_base_moves_no_time)
{
	const char *text = "9月份，二手住宅均价为1.8万元，比年初回升0.2万元；当月挂牌的房源有31套，"
			   "而去年同期为47套。\n";

	assert_read(text, "2025-10-20", "?挂牌的房源 CN 2025-09 level 31套");
	assert_read(text, "2025-10-20", "?挂牌的房源 CN 2024-09 level 47套");
}

T(between_two_amounts_lie_so_many_years)
{
	const char *text = "2025年，江苏驻地博士八年间由90人增至640人。\n";

	assert_read(text, "2026-03-01", "?驻地博士 CN-JS 2017 level 90人");
	assert_read(text, "2026-03-01", "?驻地博士 CN-JS 2025 level 640人");
}

T(a_scene_dates_nothing)
{
	const char *text = "2025年，江苏出口3.1万亿元。\n\n4月的苏州老城，游人如织。\n\n"
			   "江苏进口1.9万亿元。\n";

	assert_read(text, "2026-04-20", "imports CN-JS 2025 level 1.9万亿元");
}

T(what_follows_from_and_to_is_of_the_later_year)
{
	const char *text =
	    "全国单位产品电耗由2020年的0.52千瓦时降至2025年的0.44千瓦时，累计下降15.4%。\n";

	assert_read(text, "2026-04-20", "?单位产品电耗 CN 2025 growth -15.4% /2020");
}

T(a_range_of_years_is_compared_with_its_first)
{
	const char *text = "2021—2025年，江苏出口由2.9万亿元增至3.7万亿元，较2021年增长27.6%。\n";

	assert_read(text, "2026-04-20", "exports CN-JS 2025 growth 27.6%");
}

T(what_there_is_since_then_is_of_the_day)
{
	assert_read("从2009年首家获批算起，我国已布局国家自主创新示范区23家。\n", "2026-04-20",
		    "nidz CN 2026-04-20 level 23家");
}

T(a_part_of_the_year_dates_itself_alone)
{
	const char *text = "2025年，江苏出口增长6.6%；其中四季度增长5.9%，比三季度回落0.4个百分点。"
			   "进口增长2.1%。\n";

	assert_read(text, "2026-03-01", "exports CN-JS 2025-Q4 growth 5.9%");
	assert_read(text, "2026-03-01", "imports CN-JS 2025 growth 2.1%");
}

T(enumerated_paragraphs_go_on)
{
	const char *text =
	    "一是出口增长。2024年，江苏出口3.6万亿元。\n\n二是进口回升。进口增长2.1%。\n";

	assert_read(text, "2025-12-01", "imports CN-JS 2024 growth 2.1%");
}

T(one_quarter_alone)
{
	const char *text =
	    "今年前三季度，江苏出口2.7万亿元。仅三季度，出口就有0.9万亿元。\n\n进口1.3万亿元。\n";

	assert_read(text, "2025-10-20", "exports CN-JS 2025-Q3 level 0.9万亿元");
	assert_read(text, "2025-10-20", "imports CN-JS 2025-01/2025-09 level 1.3万亿元");
}

T(the_day_goes_on_behind_what_began_before)
{
	const char *text = "截至9月底，江苏高新技术企业5.1万家；今年以来新注册企业3万家；累计拥有"
			   "独角兽企业14家。\n";

	assert_read(text, "2025-10-20", "unicorn_enterprises CN-JS 2025-09-30 level 14家");
}

T(a_plan_looked_back_at)
{
	assert_read("回望“十四五”，江苏出口年均增长6.1%。\n", "2026-03-20",
		    "exports CN-JS 2021-01/2025-12 average_growth 6.1%");
}

T(only_so_much_growth)
{
	const char *text = "2025年，江苏出口增长8.4%，浙江则只有3.6%。\n";

	assert_read(text, "2026-03-20", "exports CN-ZJ 2025 growth 3.6%");
}

T(some_days_ago_is_no_time_of_figures)
{
	const char *text = "江苏外贸\n\n8月18日汇总的快报数据显示，上半年，江苏出口1.8万亿元。\n\n"
			   "进口0.9万亿元。\n";

	assert_read(text, "2025-08-22", "imports CN-JS 2025-S1 level 0.9万亿元");
}

T(the_name_of_an_event)
{
	const char *text =
	    "江苏外贸\n\n日前召开的2026年工作会议披露：2025年，江苏出口3.7万亿元。\n\n"
	    "进口1.9万亿元。\n";

	assert_read(text, "2026-02-10", "imports CN-JS 2025 level 1.9万亿元");
}

T(a_flow_has_no_level_at_a_moment)
{
	const char *text =
	    "江苏概况\n\n截至2024年底，江苏研发经费支出4200亿元，高新技术企业5万家。\n\n"
	    "到2030年末，江苏研发投入强度达到3.5%。\n\n"
	    "截至6月末，江苏累计登记技术合同9万项。\n";

	assert_read(text, "2025-08-20", "rd_expenditure CN-JS 2024 level 4200亿元");
	assert_read(text, "2025-08-20", "high_tech_enterprises CN-JS 2024-12-31 level 5万家");
	assert_read(text, "2025-08-20", "rd_intensity CN-JS 2030 level 3.5%");
	assert_read(text, "2025-08-20", "technology_contracts CN-JS 2025-06-30 level 9万项");
}

T(what_this_year_is_dates_what_follows)
{
	const char *text = "到“十五五”末，江苏出口达到5万亿元。\n\n"
			   "今年是“十五五”开局之年。江苏将抓好四件事：进口增长4%左右。\n";

	assert_read(text, "2026-01-22", "imports CN-JS 2026 growth ~4%");
}

T(since_january_goes_on_within_the_sentence)
{
	const char *text = "2024年，江苏出口3.6万亿元。今年以来，出口1.8万亿元，进口0.9万亿元。\n";

	assert_read(text, "2025-06-30", "imports CN-JS 2025-S1 level 0.9万亿元");
}

T(a_month_of_the_span_dates_itself_alone)
{
	const char *text =
	    "江苏外贸\n\n1—4月份，江苏出口1.2万亿元，增长6%。从环比看，4月份出口增长0.8%。\n\n"
	    "分方向看，进口0.7万亿元。\n";

	assert_read(text, "2025-05-20", "exports CN-JS 2025-04 growth 0.8%");
	assert_read(text, "2025-05-20", "imports CN-JS 2025-01/2025-04 level 0.7万亿元");
}

T(stocks_are_of_the_last_day_named)
{
	const char *text = "截至10月底，江苏高新技术企业5.7万家；前三季度，江苏出口2.8万亿元。\n\n"
			   "分城市看，苏州、南京两地高新技术企业分别达1.6万家、1.1万家。\n";

	assert_read(text, "2025-11-20", "high_tech_enterprises CN-320500 2025-10-31 level 1.6万家");
}

T(a_communique_told_late_dates_its_paragraphs)
{
	const char *text =
	    "江苏公报\n\n2020年，江苏R&D经费3000亿元，比上年增加200亿元，增长8%。\n\n"
	    "分活动类型看，基础研究经费90亿元，增长12%。\n";

	assert_read(text, "2022-03-01", "rd_basic CN-JS 2020 level 90亿元");
}

T(within_the_year)
{
	const char *text = "江苏概况\n\n上半年，江苏出口1.8万亿元。年内计划新建厂房30万平方米。\n\n"
			   "三年内江苏出口达到5万亿元。\n";

	assert_read(text, "2025-08-20", "?新建厂房 CN-JS 2025 level 30万平方米 target");
	assert_not_read(text, "2025-08-20", "CN-511000"); /* 三年|内江 */
}

T(the_time_of_a_first_level_with_its_occasion)
{
	const char *text =
	    "江苏高新技术企业由2014年获批之初的7700家增至去年底的5万家，十年间增长了5.5倍。\n";

	assert_read(text, "2025-03-01", "high_tech_enterprises CN-JS 2014 level 7700家");
	assert_read(text, "2025-03-01",
		    "high_tech_enterprises CN-JS 2024-12-31 growth 5.5倍 /2014");
}

T(years_before_what_is_spoken_of)
{
	const char *text =
	    "2025年，江苏研发投入强度为3.4%，而五年前这一比重是2.9%，如今居前列。\n\n"
	    "2025年，江苏营业收入1580亿元，比五年前增长58%。\n";

	assert_read(text, "2026-02-01", "rd_intensity CN-JS 2025 level 3.4%");
	assert_read(text, "2026-02-01", "rd_intensity CN-JS 2020 share 2.9%");
	assert_read(text, "2026-02-01", "operating_revenue CN-JS 2025 growth 58% /2020");
}

T(a_date_that_tells_which_dates_nothing)
{
	const char *text = "2024年，国家高新区营业收入55.2万亿元。\n\n"
			   "## 新老园区\n\n2010年以前获批的56家国家高新区，营业收入7300亿元，"
			   "增长3.5%。\n";

	assert_read(text, "2025-07-21", "operating_revenue CN-HTZ 2024 level 7300亿元");
	assert_read(text, "2025-07-21", "operating_revenue CN-HTZ 2024 growth 3.5%");
	assert_not_read(text, "2025-07-21", " 2010 ");
}

T(the_mean_of_a_plan_is_of_its_years_alone)
{
	const char *text = "2025年，江苏出口3.1万亿元，增长8.7%，“十四五”期间年均增长9.6%；"
			   "进口1.9万亿元，增长7.6%。\n";

	assert_read(text, "2026-02-09", "imports CN-JS 2025 level 1.9万亿元");
	assert_read(text, "2026-02-09", "imports CN-JS 2025 growth 7.6%");
}

T(months_without_a_year_have_begun)
{
	assert_read("去年江苏出口3万亿元。1—11月，江苏进口1.8万亿元。\n", "2026-02-09",
		    "imports CN-JS 2025-01/2025-11 level 1.8万亿元");
	assert_read("前三季度，江苏进口1.8万亿元。\n", "2026-02-09",
		    "imports CN-JS 2025-01/2025-09 level 1.8万亿元");
	assert_read("1—2月，江苏进口1.8万亿元。\n", "2026-02-28",
		    "imports CN-JS 2026-01/2026-02 level 1.8万亿元");
}

T(what_a_rate_was_compared_with_is_no_base_of_others)
{
	const char *text =
	    "前三季度，江苏货物进出口4.3万亿元，同比下降2.6%，降幅比上半年收窄1.9个百分点，"
	    "其中出口增长3.7%。\n";

	assert_read(text, "2025-10-28", "trade_goods CN-JS 2025-01/2025-09 growth_difference");
	assert_not_read(text, "2025-10-28", "growth 3.7% /2025-S1");
}

T(what_is_counted_for_a_span)
{
	const char *text = "2024年，国家高新区营业收入55.2万亿元。\n\n## 规模\n\n"
			   "营业收入超过千亿元的国家高新区增至52家，比上年多5家。\n";

	assert_read(text, "2025-07-21", "?营业收入超过千亿元的国家高新区 CN-HTZ 2024 level 52家");
}

T(quarters_in_a_row_date_themselves_alone)
{
	const char *text = "上半年，江苏生产总值6.9万亿元，增长7.1%。一、二季度分别增长6.5%和7.6%。"
			   "出口突破1.8万亿元。\n";

	assert_read(text, "2025-08-18", "gdp CN-JS 2025-Q2 growth 7.6%");
	assert_read(text, "2025-08-18", "exports CN-JS 2025-S1 level >1.8万亿元");
}

T(a_meeting_named_after_a_year)
{
	const char *text =
	    "日前举行的2026年全国技术市场工作座谈会披露，2025年江苏出口3.1万亿元。\n\n"
	    "江苏进口1.9万亿元。\n";

	assert_read(text, "2026-03-02", "imports CN-JS 2025 level 1.9万亿元");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    U(an_aim_dates_nothing_behind_it),
	    U(a_base_moves_no_time),
	    U(between_two_amounts_lie_so_many_years),
	    U(a_scene_dates_nothing),
	    U(what_follows_from_and_to_is_of_the_later_year),
	    U(a_range_of_years_is_compared_with_its_first),
	    U(what_there_is_since_then_is_of_the_day),
	    U(a_part_of_the_year_dates_itself_alone),
	    U(enumerated_paragraphs_go_on),
	    U(one_quarter_alone),
	    U(the_day_goes_on_behind_what_began_before),
	    U(a_plan_looked_back_at),
	    U(only_so_much_growth),
	    U(some_days_ago_is_no_time_of_figures),
	    U(the_name_of_an_event),
	    U(a_flow_has_no_level_at_a_moment),
	    U(what_this_year_is_dates_what_follows),
	    U(since_january_goes_on_within_the_sentence),
	    U(a_month_of_the_span_dates_itself_alone),
	    U(stocks_are_of_the_last_day_named),
	    U(a_communique_told_late_dates_its_paragraphs),
	    U(within_the_year),
	    U(the_time_of_a_first_level_with_its_occasion),
	    U(years_before_what_is_spoken_of),
	    U(a_date_that_tells_which_dates_nothing),
	    U(the_mean_of_a_plan_is_of_its_years_alone),
	    U(months_without_a_year_have_begun),
	    U(what_a_rate_was_compared_with_is_no_base_of_others),
	    U(what_is_counted_for_a_span),
	    U(quarters_in_a_row_date_themselves_alone),
	    U(a_meeting_named_after_a_year),
	};

	return cmocka_run_group_tests(tests, reading_setup, reading_teardown);
}
