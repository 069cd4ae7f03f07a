/* test_reading.c: the ways in which readers of press text fail, one test each. The sentences
 * are our own. Numbers in the names follow the list of failure modes of the reader's grammar. */
#include "reading_check.h"

#include <stdlib.h>

/* --- numbers --------------------------------------------------------------------- */

T(n01_decimal_with_multiplier_is_exact)
{
	assert_phrase("16.4亿", NULL, "number 1640000000");
	assert_read("2023年，浙江省出口16.4亿元。", "2024-03-01",
		    "exports CN-ZJ 2023 level 16.4亿元");
}

T(n02_trillions_in_figures_and_words)
{
	assert_phrase("20万亿", NULL, "number 20000000000000");
	assert_phrase("二十万亿", NULL, "number 20000000000000");
	assert_phrase("一万五千亿", NULL, "number 1500000000000");
}

T(n03_grouped_digits)
{
	assert_read("2023年，浙江省国内生产总值1,100.9亿元。", "2024-03-01",
		    "gdp CN-ZJ 2023 level 1100.9亿元");
	assert_phrase("1, 234, 567.3", NULL, "number 1; number 234; number 567.3");
}

T(n04_trailing_zero_is_data)
{
	assert_read("2023年，全国国内生产总值同比增长13.50%。", "2024-03-01",
		    "gdp CN 2023 growth 13.50%");
	assert_read("2023年，全国国内生产总值同比增长13.5%。", "2024-03-01",
		    "gdp CN 2023 growth 13.5%");
}

T(n05_unit_on_the_next_line)
{
	assert_read("2023年，全国国内生产总值保持稳定，同比增长8.9\n%。\n", "2024-03-01",
		    "gdp CN 2023 growth 8.9%");
}

T(n06_glued_item_number)
{
	assert_phrase("花费3541.07万元2.3本项目", NULL, "money 35410700 CNY; count 2.3");
}

T(n07_year_range_and_pair)
{
	assert_phrase("2012-2013年", NULL, "period 2012-01/2013-12 period");
	assert_read("2019-2021年，全国国内生产总值从90万亿元增长到110万亿元。", "2022-03-01",
		    "gdp CN 2019 level 90万亿元");
	assert_read("2019-2021年，全国国内生产总值从90万亿元增长到110万亿元。", "2022-03-01",
		    "gdp CN 2021 level 110万亿元");
}

T(n08_unit_of_a_range_reaches_left)
{
	assert_phrase("5-20%", NULL, "percent 5..20 %");
	assert_phrase("七千到九千亿元", NULL, "money 700000000000..900000000000 CNY");
}

T(n09_adjacent_digits_are_ranges)
{
	assert_phrase("八九亿", NULL, "number 800000000..900000000");
	assert_phrase("两三百", NULL, "number 200..300");
	assert_phrase("十几块钱", NULL, "money ~>10 CNY");
}

T(n10_two_months_are_no_decimal)
{
	assert_read("5、6月份，全国城镇调查失业率分别为5.2%、5.1%。", "2024-08-01",
		    "urban_unemployment_rate CN 2024-05 level 5.2%");
	assert_read("5、6月份，全国城镇调查失业率分别为5.2%、5.1%。", "2024-08-01",
		    "urban_unemployment_rate CN 2024-06 level 5.1%");
}

T(n11_fraction_is_no_date)
{
	assert_phrase("1/4", NULL, "number 1/4");
	assert_claims("加快4/5G网络融合，1/4月完成。", "2024-08-01", 0);
}

T(n12_tenths_within_words)
{
	assert_claims("三项任务完成，五项成果成为标准。", "2024-08-01", 0);
	assert_phrase("近四成", NULL, "percent ~<40 %");
}

T(n13_numerals_of_periods_are_no_values)
{
	assert_claims("前三季度和上半年的工作总体顺利。", "2024-11-01", 0);
}

T(n14_thirty_digits)
{
	assert_read("编号123456789012345678901234567890家。", "2024-11-01", "- code ");
}

T(n15_signs_and_full_width)
{
	assert_phrase("－１２．５％", NULL, "percent -12.5 %");
	assert_phrase("−3.1%", NULL, "percent -3.1 %");
	assert_read("2023年，全国出口负增长4.6%。", "2024-03-01", "exports CN 2023 growth -4.6%");
}

T(n16_class_labels)
{
	assert_not_read("当地形成了万亿元级产业集群。", "2024-03-01", "level");
	assert_read("形成了3个千亿级产业集群。", "2024-03-01", "clusters_100bn_yuan CN");
}

T(n17_masthead_and_pages)
{
	assert_claims("国内统一刊号 CN 22—0456\n\n第31期(总第1822期) 今日16版\n\n2版\n",
		      "2024-03-01", 0);
}

T(n18_years_in_titles)
{
	assert_claims("根据《统计用产品分类目录(2017)》，开展本次统计。", "2024-03-01", 0);
	assert_read("《三年方案(2023—2025年)》印发后，全国国内生产总值增长5%。", "2024-03-01",
		    "gdp CN 2024-03-01 growth 5%");
}

/* --- kinds ----------------------------------------------------------------------- */

T(k19_sign_of_the_verb)
{
	assert_read("6月份，全国居民消费价格同比下降0.6%。", "2024-07-10",
		    "cpi CN 2024-06 growth -0.6%");
	assert_not_read("6月份，全国居民消费价格同比下降0.6%。", "2024-07-10", "growth 0.6%");
}

T(k20_narrowing_fall_is_a_rise_of_the_rate)
{
	assert_read("6月份，PPI同比下降2.9%，降幅比上月收窄0.4个百分点。", "2024-07-10",
		    "ppi CN 2024-06 growth_difference 0.4个百分点 /prev");
	assert_read("6月份，PPI同比下降2.9%，降幅比上月扩大0.4个百分点。", "2024-07-10",
		    "ppi CN 2024-06 growth_difference -0.4个百分点 /prev");
}

T(k21_narrowed_to_is_a_level_of_the_rate)
{
	assert_read("6月份，PPI同比降幅收窄至2.5%。", "2024-07-10", "ppi CN 2024-06 growth -2.5%");
}

T(k22_points_are_not_per_cent)
{
	assert_read("2023年，全国研发投入强度为2.65%，比上年提高0.09个百分点。", "2024-07-10",
		    "rd_intensity CN 2023 difference 0.09个百分点 /2022");
}

T(k23_permille)
{
	assert_phrase("7.43‰", NULL, "percent 0.743 %");
	assert_read("2023年，全国出生率为6.39‰，比上年下降0.38个千分点。", "2024-07-10",
		    "birth_rate CN 2023 difference -0.38个千分点");
}

T(k24_index_in_per_cent)
{
	assert_read("9月份，新订单指数为50.6%。", "2024-10-10",
		    "pmi_new_orders CN 2024-09 level 50.6%");
}

T(k25_index_with_base)
{
	assert_read("2023年，居民消费价格指数(上年=100)为103.6。", "2024-10-10",
		    "cpi CN 2023 level 103.6");
	assert_not_read("2023年，居民消费价格指数(上年=100)为103.6。", "2024-10-10", "growth");
}

T(k26_times_grown_and_times)
{
	assert_read("2023年，浙江省出口增长6.3倍。", "2024-10-10",
		    "exports CN-ZJ 2023 growth 6.3倍");
	assert_read("2023年，浙江省出口为2013年的6.3倍。", "2024-10-10",
		    "exports CN-ZJ 2023 ratio 6.3倍 /2013");
}

T(k27_doubling)
{
	assert_read("2023年，浙江省出口比2010年翻两番。", "2024-10-10",
		    "exports CN-ZJ 2023 growth 300% /2010");
	assert_read("2023年，浙江省出口翻一番。", "2024-10-10", "exports CN-ZJ 2023 growth 100%");
}

T(k28_contribution_share_and_pull)
{
	const char *text = "2023年，第三产业增加值增长5.8%，对国内生产总值增长的贡献率为60.2%，"
			   "拉动国内生产总值增长3.2个百分点，占国内生产总值的比重为54.6%。";

	assert_read(text, "2024-10-10", "gdp_tertiary CN 2023 contribution 60.2% gdp");
	assert_read(text, "2024-10-10", "gdp_tertiary CN 2023 contribution_points 3.2个百分点");
	assert_read(text, "2024-10-10", "gdp_tertiary CN 2023 share 54.6% gdp");
}

T(k29_share_then_compared)
{
	assert_read("前三季度，国家高新区营业收入占全国比重为9.8%，占比较上半年提升0.2个百分点。",
		    "2023-12-12",
		    "operating_revenue CN-HTZ 2023-01/2023-09 share_difference 0.2个百分点 "
		    "@CN/2023-S1");
}

T(k30_difference_of_amounts)
{
	assert_read("前三季度，全国出口17.6万亿元，同比少增7825亿元。", "2023-12-12",
		    "exports CN 2023-01/2023-09 difference -7825亿元");
}

T(k31_target_is_no_observation)
{
	assert_read("到2027年，全国力争建成5G基站500万座以上。", "2024-12-12",
		    "base_stations_5g CN 2027 level >=500万座 target");
}

/* --- periods ---------------------------------------------------------------------- */

T(p32_month_and_year_to_date)
{
	const char *text =
	    "1—9月份，全国出口17.6万亿元，同比增长0.6%。9月份，出口2.1万亿元，同比下降0.6%。";

	assert_read(text, "2023-10-20", "exports CN 2023-01/2023-09 growth 0.6%");
	assert_read(text, "2023-10-20", "exports CN 2023-09 growth -0.6%");
}

T(p33_january_to_february_is_one_span)
{
	assert_read("1—2月份，全国出口同比增长7.1%。", "2024-03-20", "exports CN 2024-01/2024-02");
	assert_claims("1—2月份，全国出口同比增长7.1%。", "2024-03-20", 1);
}

T(p34_last_year_in_a_january_release)
{
	assert_read("2023年，全国出口比上年增长0.6%。", "2024-01-17",
		    "exports CN 2023 growth 0.6%");
}

T(p35_missing_year_in_january)
{
	assert_read("12月份，全国出口同比增长2.3%。", "2024-01-17", "exports CN 2023-12 growth");
}

T(p36_instant_and_span)
{
	assert_read("截至2023年年底，全国孵化机构数量超1.6万家。", "2024-01-17",
		    "incubators CN 2023-12-31 level >1.6万家");
	assert_read("2023年，全国孵化机构数量超1.6万家。", "2024-01-17",
		    "incubators CN 2023 level");
}

T(p37_plan_and_session)
{
	assert_read("“十四五”期间，全国出口年均增长8%。", "2026-01-17",
		    "exports CN 2021-01/2025-12 average_growth 8%");
	assert_claims("该报告提请十四届全国人大常委会第十二次会议审议。", "2024-01-17", 0);
}

T(p38_same_span_a_year_before)
{
	assert_read("前三季度，全国出口17.6万亿元，较上年同期增长0.6%。", "2023-12-12",
		    "exports CN 2023-01/2023-09 growth 0.6%");
}

T(p39_compared_with_an_earlier_rate)
{
	assert_read(
	    "1—10月份，全国固定资产投资(不含农户)同比增长2.9%，增速比1—9月份回落0.2个百分点。",
	    "2023-12-12",
	    "fixed_investment_excl_rural CN 2023-01/2023-10 growth_difference "
	    "-0.2个百分点 /2023-01/2023-09");
}

T(p40_month_ends_compared)
{
	assert_read("3月末，广义货币(M2)余额同比增长8.3%，增速比2月末低0.4个百分点。", "2024-04-12",
		    "m2 CN 2024-03-31 growth_difference -0.4个百分点 /2024-02-29");
}

/* --- linking ------------------------------------------------------------------------ */

T(l41_counts_differ)
{
	const char *text = "2023年，广东、浙江、山东出口分别增长3.1%和4.2%。";

	assert_not_read(text, "2024-03-01", "CN-GD 2023 growth 3.1% {A}");
	assert_not_read(text, "2024-03-01", "CN-ZJ");
	assert_read(text, "2024-03-01", "exports CN-GD 2023 growth 3.1% {U}");
}

T(l42_respective_over_periods_as_written)
{
	const char *text = "2月份和1月份，全国出口同比分别增长5.6%、8.2%。";

	assert_read(text, "2024-03-20", "exports CN 2024-02 growth 5.6%");
	assert_read(text, "2024-03-20", "exports CN 2024-01 growth 8.2%");
}

T(l43_each_has_the_same)
{
	const char *text = "2023年，广东、浙江出口均增长3.1%。";

	assert_read(text, "2024-03-01", "exports CN-GD 2023 growth 3.1%");
	assert_read(text, "2024-03-01", "exports CN-ZJ 2023 growth 3.1%");
}

T(l44_two_names_respectively)
{
	const char *text = "9月份，PPI和CPI环比分别上涨0.4%、0.2%。";

	assert_read(text, "2023-10-12", "ppi CN 2023-09 growth 0.4% /prev");
	assert_read(text, "2023-10-12", "cpi CN 2023-09 growth 0.2% /prev");
}

T(l45_subject_switch)
{
	const char *text = "9月份，核心CPI同比上涨0.8%，CPI同比持平。";

	assert_read(text, "2023-10-12", "core_cpi CN 2023-09 growth 0.8%");
	assert_read(text, "2023-10-12", "cpi CN 2023-09 growth 0%");
}

T(l46_child_does_not_replace_the_parent)
{
	const char *text = "2023年，全国出口23.8万亿元。其中，进口18.0万亿元。同比增长0.6%。";

	assert_read(text, "2024-03-01", "exports CN 2023 growth 0.6%");
}

T(l47_influence_is_not_the_thing)
{
	assert_not_read("上述行业合计影响PPI下降约0.44个百分点。", "2023-10-12",
			"ppi CN 2023-10-12 growth");
}

T(l48_scope_brackets_are_part_of_the_name)
{
	assert_read("2023年，全国固定资产投资(不含农户)503036亿元。", "2024-03-01",
		    "fixed_investment_excl_rural CN 2023 level");
	assert_read("2023年，甲类投资(不含设备)503036亿元。", "2024-03-01", "?甲类投资(不含设备) ");
	assert_read("2023年，甲类投资(口径详见附注3)503036亿元。", "2024-03-01", "?甲类投资 ");
}

T(l49_sign_word_across_a_comma)
{
	assert_read("9月份，PPI同比继续下降，降幅为2.5%。", "2023-10-12",
		    "ppi CN 2023-09 growth -2.5%");
}

T(l50_speakers_and_headings_begin_anew)
{
	const char *text =
	    "2021年，国家高新区营业收入达到40万亿元。\n\n张三:从业人员超过2600万人。\n";

	assert_not_read(text, "2024-03-01", "employed_persons CN-HTZ 2021");
}

T(l51_repeated_sentence)
{
	assert_claims("2023年，全国出口同比增长0.6%。2023年，全国出口同比增长0.6%。", "2024-03-01",
		      2);
}

T(l52_heading_takes_the_period_of_the_body)
{
	const char *text = "# 全国出口增长0.7%\n\n本报讯 1—9月份，全国出口同比增长0.6%。\n";

	assert_read(text, "2023-10-12", "exports CN 2023-01/2023-09 growth 0.7% {C}");
	assert_read(text, "2023-10-12", "exports CN 2023-01/2023-09 growth 0.6%");
}

T(l53_prose_against_prose)
{
	const char *text = "2023年，全国出口23.8万亿元。\n\n2023年，全国出口23.9万亿元。\n";

	assert_read(text, "2024-03-01", "exports CN 2023 level 23.8万亿元");
	assert_read(text, "2024-03-01", "exports CN 2023 level 23.9万亿元");
}

T(l54_number_without_a_unit_is_told)
{
	assert_read("出口 23.8 22.1\n", "2024-03-01", "- no-unit 23.8");
}

T(l55_period_across_a_damaged_line)
{
	const char *text = "2023年，国家高新区营业收入和利润保持稳定，规模以上工业企业的生产经营情"
			   "况继续改善并且\n\n"
			   "好于预期，工业总产值同比增长2.6%。\n";

	assert_read(text, "2024-03-01", "gross_industrial_output CN-HTZ 2023 growth 2.6%");
}

T(l56_count_of_members_and_subject)
{
	const char *text =
	    "2023年，东部70家、中部49家国家高新区分别实现工业总产值13万亿元、5万亿元。";

	assert_read(text, "2024-03-01", "zones CN-HTZ-E 2023 level 70家");
	assert_read(text, "2024-03-01", "zones CN-HTZ-C 2023 level 49家");
	assert_read(text, "2024-03-01", "gross_industrial_output CN-HTZ-E 2023 level 13万亿元");
	assert_read(text, "2024-03-01", "gross_industrial_output CN-HTZ-C 2023 level 5万亿元");
}

/* --- robustness ------------------------------------------------------------------------ */

T(r57_bytes_of_any_kind)
{
	static const char bytes[] =
	    "\xef\xbb\xbf\xff\xfe\0\xe4\xbd"
	    "2023\xe5\xb9\xb4\xef\xbc\x8c\xc0\x80 5%\n\n\n(((((\xe3\x80\x8a";

	assert_survives(bytes, sizeof bytes - 1);
	assert_survives("", 0);
	assert_survives("\n\n\n", 3);
}

T(r58_names_that_hold_a_number)
{
	assert_read("2023年，全国第二产业增加值48.3万亿元。", "2024-03-01",
		    "gdp_secondary CN 2023 level 48.3万亿元");
	assert_read("2023年，全国5G基站337.7万座。", "2024-03-01",
		    "base_stations_5g CN 2023 level");
}

T(r59_name_that_begins_another)
{
	assert_read("2023年，国家高新区数字产业营业收入13万亿元。", "2024-03-01",
		    "digital_industry_revenue CN-HTZ 2023 level");
	assert_read("2023年，民间固定资产投资增长0.4%。", "2024-03-01", "private_fixed_investment");
	assert_not_read("2023年，甲类固定资产投资增长0.4%。", "2024-03-01", "\nfixed_investment ");
}

/* A long line of numerals and of separators: linear, and it ends. */
T(r60_floods)
{
	size_t size = 2000000;
	char *text = malloc(size);

	assert_non_null(text);
	for (size_t i = 0; i < size; i++)
		text[i] = "123、"[i % 6];
	assert_survives(text, size);
	for (size_t i = 0; i < size; i++)
		text[i] = '(';
	assert_survives(text, size);
	for (size_t i = 0; i < size; i++)
		text[i] = "5% "[i % 3];
	assert_survives(text, size);
	free(text);
}

/* --- English ------------------------------------------------------------------------------ */

T(e01_growth)
{
	assert_read("In the first three quarters of 2023, China's gross domestic product reached "
		    "91.3 trillion yuan, up 5.2 percent year on year.",
		    "2023-10-18", "gdp CN 2023-01/2023-09 growth 5.2%");
}

T(e02_share_and_points)
{
	assert_read(
	    "In 2023, exports of the national high-tech zones accounted for 13.5 percent of "
	    "the national total.",
	    "2024-03-18", "exports");
	assert_phrase("0.2 percentage points", NULL, "points 0.2 pp");
}

T(e03_fall_and_money)
{
	assert_read("In 2023, China's exports fell 4.6 percent from a year earlier.", "2024-03-18",
		    "exports CN 2023 growth -4.6%");
	assert_phrase("$ 2.54 billion", NULL, "money 2540000000 USD");
}

T(e04_objects_of_having_and_conversions)
{
	const char *text = "In 2023, China's factories generated a combined gross output of 19 "
			   "billion yuan (about 2.65 billion U.S. dollars).";

	assert_read(text, "2024-03-18", "?gross output CN 2023 level 19billion yuan {U}");
	assert_read(text, "2024-03-18",
		    "?gross output CN 2023 level ~2.65billion U.S. dollars {U}");
}

T(e05_counts_have_no_unit_and_headings_name_the_place)
{
	const char *text = "UK labour market\n\nThe number of vacancies in July to September 2024 "
			   "was 831,000, a decrease of 35,000 on the quarter.";

	assert_read(text, "2024-10-15", "?number of vacancies GB 2024-Q3 level 831000 {U}");
	assert_read(text, "2024-10-15",
		    "?number of vacancies GB 2024-Q3 difference -35000 /prev {U}");
}

T(e06_from_a_level_to_a_level)
{
	const char *text = "China's exports grew from 10,400 million yuan in 2020 to 12,000 "
			   "million yuan in 2023.";

	assert_read(text, "2024-03-18", "exports CN 2020 level 10400million yuan {A}");
	assert_read(text, "2024-03-18", "exports CN 2023 level 12000million yuan {B}");
}

T(e07_pointers_and_signed_percentages)
{
	const char *text = "Exports fell by 2.0% in Germany in September 2024. The largest "
			   "decreases were registered in France (-14.1%) and Spain (-2.7%).";

	assert_read(text, "2024-11-14", "exports DE 2024-09 growth -2.0% {B}");
	assert_read(text, "2024-11-14", "exports FR 2024-09 growth -14.1% {C}");
	assert_read(text, "2024-11-14", "exports ES 2024-09 growth -2.7% {C}");
}

T(e08_two_places_and_the_country)
{
	const char *text = "In the third quarter of 2024, GDP increased by 0.4% in the euro area "
			   "and by 0.3% in the EU.";

	assert_read(text, "2024-11-14", "gdp EMU 2024-Q3 growth 0.4% {B}");
	assert_read(text, "2024-11-14", "gdp EUU 2024-Q3 growth 0.3% {B}");
	assert_read("Exports of China's Guangdong fell 2 percent in January 2024. The country's "
		    "exports rose 3 percent.",
		    "2024-03-18", "exports CN 2024-01 growth 3% {C}");
}

T(e09_partners_and_new_paragraphs)
{
	const char *text = "China's exports grew 5 percent in 2023. Exports to the United States "
			   "rose 4.9 percent. In Beijing, imports fell 2 percent.\n\nRetail sales "
			   "of consumer goods rose 3.5 percent in 2023.";

	assert_read(text, "2024-03-18", "?Exports to the United States CN 2023 growth 4.9% {U}");
	assert_read(text, "2024-03-18", "retail_sales CN 2023 growth 3.5% {C}");
}

T(e10_down_from_a_level)
{
	assert_read("The unemployment rate in China was 5.1 percent in 2024, down from 5.2 percent "
		    "in 2023.",
		    "2025-01-17", "urban_unemployment_rate CN 2023 level 5.2% {B}");
}

T(h01_place_of_the_title)
{
	const char *text = "2023年江苏省国民经济运行情况\n\n2023年全省生产总值1000亿元，增长5%。";

	assert_read(text, "2024-01-20", "gdp CN-JS 2023 level 1000亿元 {C}");
	assert_read(text, "2024-01-20", "gdp CN-JS 2023 growth 5% {C}");
}

T(h02_a_province_without_a_name_is_not_the_nation)
{
	assert_read("2023年全省生产总值1000亿元，增长5%。", "2024-01-20",
		    "gdp  2023 level 1000亿元 {U}");
	assert_read("2023年全省生产总值1000亿元，增长5%。", "2024-01-20",
		    "gdp  2023 growth 5% {U}");
}

T(h03_last_year_end_seen_twice)
{
	const char *text = "2023年末，江苏省常住人口80万人，比上年末增加3万人。"
			   "城镇人口60万人，比上年末增加2万人。";

	assert_read(text, "2024-01-20", "population CN-JS 2023-12-31 difference 3万人 /2022-12-31");
	assert_read(text, "2024-01-20",
		    "population_urban CN-JS 2023-12-31 difference 2万人 /2022-12-31");
}

/* --- what annotated pages taught -------------------------------------------------------- */

T(g01_composition_is_shares_of_the_sectors)
{
	assert_read("2024年，全国三次产业结构为6.8∶36.5∶56.7。", "2025-03-01",
		    "gdp_primary CN 2024 share 6.8% gdp");
	assert_read("2024年，三次产业结构由上年的2.9∶36.6∶60.5调整为2.8∶36.4∶60.8。", "2025-03-01",
		    "gdp_tertiary CN 2023 share 60.5% gdp");
}

T(g02_partners_of_trade_are_no_places)
{
	assert_read("2024年，我国对美国出口下降1.2%。", "2025-01-20",
		    "?对美国出口 CN 2024 growth -1.2%");
}

T(g03_brackets_that_say_a_figure)
{
	assert_read("2024年，全国粮食产量7亿吨(同比增长1.6%)。", "2025-01-20",
		    "grain_output CN 2024 growth 1.6%");
}

T(g04_whole_year_and_year_end)
{
	assert_read("2024年末全国人口14.1亿人。全年出生人口954万人。", "2025-01-20",
		    "births CN 2024 level 954万人");
}

T(g05_lists_of_quarters)
{
	assert_read("2025年，一、二、三季度全国进出口分别增长1.3%、4.5%和6.0%。", "2025-10-20",
		    "trade_goods CN 2025-Q2 growth 4.5%");
}

T(g06_goods_alone_are_not_their_output)
{
	assert_read("2024年，我国集成电路增长10.2%。", "2025-01-20",
		    "?集成电路 CN 2024 growth 10.2%");
}

T(g07_a_wider_surplus_grows)
{
	assert_read("2024年，全国贸易顺差收窄3.1%。", "2025-01-20",
		    "trade_balance CN 2024 growth -3.1%");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    U(h01_place_of_the_title),
	    U(h02_a_province_without_a_name_is_not_the_nation),
	    U(h03_last_year_end_seen_twice),
	    U(n01_decimal_with_multiplier_is_exact),
	    U(n02_trillions_in_figures_and_words),
	    U(n03_grouped_digits),
	    U(n04_trailing_zero_is_data),
	    U(n05_unit_on_the_next_line),
	    U(n06_glued_item_number),
	    U(n07_year_range_and_pair),
	    U(n08_unit_of_a_range_reaches_left),
	    U(n09_adjacent_digits_are_ranges),
	    U(n10_two_months_are_no_decimal),
	    U(n11_fraction_is_no_date),
	    U(n12_tenths_within_words),
	    U(n13_numerals_of_periods_are_no_values),
	    U(n14_thirty_digits),
	    U(n15_signs_and_full_width),
	    U(n16_class_labels),
	    U(n17_masthead_and_pages),
	    U(n18_years_in_titles),
	    U(k19_sign_of_the_verb),
	    U(k20_narrowing_fall_is_a_rise_of_the_rate),
	    U(k21_narrowed_to_is_a_level_of_the_rate),
	    U(k22_points_are_not_per_cent),
	    U(k23_permille),
	    U(k24_index_in_per_cent),
	    U(k25_index_with_base),
	    U(k26_times_grown_and_times),
	    U(k27_doubling),
	    U(k28_contribution_share_and_pull),
	    U(k29_share_then_compared),
	    U(k30_difference_of_amounts),
	    U(k31_target_is_no_observation),
	    U(p32_month_and_year_to_date),
	    U(p33_january_to_february_is_one_span),
	    U(p34_last_year_in_a_january_release),
	    U(p35_missing_year_in_january),
	    U(p36_instant_and_span),
	    U(p37_plan_and_session),
	    U(p38_same_span_a_year_before),
	    U(p39_compared_with_an_earlier_rate),
	    U(p40_month_ends_compared),
	    U(l41_counts_differ),
	    U(l42_respective_over_periods_as_written),
	    U(l43_each_has_the_same),
	    U(l44_two_names_respectively),
	    U(l45_subject_switch),
	    U(l46_child_does_not_replace_the_parent),
	    U(l47_influence_is_not_the_thing),
	    U(l48_scope_brackets_are_part_of_the_name),
	    U(l49_sign_word_across_a_comma),
	    U(l50_speakers_and_headings_begin_anew),
	    U(l51_repeated_sentence),
	    U(l52_heading_takes_the_period_of_the_body),
	    U(l53_prose_against_prose),
	    U(l54_number_without_a_unit_is_told),
	    U(l55_period_across_a_damaged_line),
	    U(l56_count_of_members_and_subject),
	    U(r57_bytes_of_any_kind),
	    U(r58_names_that_hold_a_number),
	    U(r59_name_that_begins_another),
	    U(r60_floods),
	    U(g01_composition_is_shares_of_the_sectors),
	    U(g02_partners_of_trade_are_no_places),
	    U(g03_brackets_that_say_a_figure),
	    U(g04_whole_year_and_year_end),
	    U(g05_lists_of_quarters),
	    U(g06_goods_alone_are_not_their_output),
	    U(g07_a_wider_surplus_grows),
	    U(e01_growth),
	    U(e02_share_and_points),
	    U(e03_fall_and_money), U(e04_objects_of_having_and_conversions), U(e05_counts_have_no_unit_and_headings_name_the_place), U(e06_from_a_level_to_a_level), U(e07_pointers_and_signed_percentages), U(e09_partners_and_new_paragraphs), U(e10_down_from_a_level), U(e08_two_places_and_the_country),
	};

	return cmocka_run_group_tests(tests, reading_setup, reading_teardown);
}
