/* few_codes.h: code lists of a handful of rows, so that a fuzz target spends its time on its own
 * subject and not on looking through all the names there are. */
#ifndef TALLY_TESTS_FEW_CODES_H
#define TALLY_TESTS_FEW_CODES_H

enum { FEW_CODES = 4 };

static const char *const few_names[FEW_CODES] = {"metrics", "regions", "units", "memberships"};
static const char few_metrics[] = "code,name_en,name_zh,aliases,dimension,base_unit,observed\n"
				  "gdp,GDP,生产总值,,money,yuan,flow\n"
				  "population,Population,人口,,people,person,stock\n"
				  "exchange_rate,Exchange rate,汇率,,ratio,1,average\n";
static const char few_regions[] = "code,name_en,name_zh,aliases\n"
				  "CN,China,中国,CHN\n"
				  "CN-GD,Guangdong,广东,\n"
				  "CN-ZJ,Zhejiang,浙江,\n";
static const char few_units[] = "text,base,power,dimension,exact\n"
				"yuan,yuan,0,money,no\n亿元,yuan,8,money,no\n"
				"person,person,0,people,no\n万人,person,4,people,no\n"
				"1,1,0,ratio,no\n%,1,-2,ratio,no\n";
static const char few_memberships[] = "group,member,partition,from,to,exhaustive\n"
				      "CN,CN-GD,provinces,,,yes\n"
				      "CN,CN-ZJ,provinces,,,yes\n";
static const char *const few_texts[FEW_CODES] = {few_metrics, few_regions, few_units,
						 few_memberships};

#endif
