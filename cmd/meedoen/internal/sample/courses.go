package sample

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// courses answers the programmes whose participants are known by name. Their numbers make the published figures of 2022:
// 958 children with Spelend Leren Thuis, to whom the parents do not add; 3,600 young people and 2,200 sessions of youth
// work; 153 learners; 150 seniors. The contacts of youth work are 14,812 attendances, 1,203 people who were only counted
// and 5,640 in talks: 21,655, "bijna 22.000".
func courses() []course {
	return []course{toddlers(), youth(), learners(), seniors()}
}

func toddlers() course {
	return course{
		programme: "spelend-leren-thuis", target: activitiesv1.TargetGroup_TARGET_GROUP_PARENTS,
		names: []string{"Peuterspel thuis en samen", "Boekstartgroep", "Samen spelen, samen praten"},
		places: []string{
			"Brede school De Inktvis", "Brede school Het Krijtje", "Brede school De Rekenmachine",
			"Brede school Het Telraam", "Brede school De Springplank", "Brede school De Denkdeuk",
			"Brede school De Kleurdoos", "Brede school De Vlinderkas", "Brede school Het Strandhuis",
		},
		groups: 27, sessions: 900, span: wholeYear(), rhythm: yearRound(100, 0, 0),
		days: workdays(), times: at9and13(), minutes: 90,
		crowds: []crowd{
			{persons: 958, attendance: 22_114, youngest: 2, oldest: 6, ageless: 2},
			{persons: 131, attendance: 2_406, youngest: 20, oldest: 44, dated: true},
		},
		doubles: 6, erased: 4, strangers: 2,
	}
}

func youth() course {
	return course{
		programme: "jongerenwerk", target: activitiesv1.TargetGroup_TARGET_GROUP_YOUNG_PEOPLE,
		names: []string{"Jongereninloop", "Meidenavond", "Zaalvoetbal", "Studio en beats", "Huiswerkhulp"},
		places: []string{
			"Buurtcentrum De Regenmaker", "Buurtcentrum De Papieren Boot", "Buurtcentrum De Lantaarnopsteker",
			"Buurtcentrum De Sterrenkijker", "Buurtcentrum De Vliegende Vis", "Buurtcentrum De Windvanger",
			"Buurtcentrum Het Open Raam", "Buurtcentrum De Bonte Draad", "Buurtcentrum De Duinfluiter",
			"Sporthal De Havenklok", "Sporthal De Molenwiek",
		},
		groups: 55, sessions: 2_200, span: wholeYear(), rhythm: yearRound(100, 100, 80),
		days:  on(time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday),
		times: []civil.Time{{Hour: 19}, {Hour: 15, Minute: 30}, {Hour: 18, Minute: 30}}, minutes: 150,
		crowds:  []crowd{{persons: 3_600, attendance: 14_812, youngest: 12, oldest: 24, ageless: 5}},
		unnamed: 1_203, strangers: 9, doubles: 14, erased: 8,
	}
}

func learners() course {
	return course{
		programme: "taal-in-de-wijk", target: activitiesv1.TargetGroup_TARGET_GROUP_LANGUAGE_LEARNERS,
		names: []string{"Taalgroep", "Praten en lezen"},
		places: []string{
			"Buurtcentrum Het Wolkenhuis", "Buurtcentrum Het Zilveren Uur", "Buurtcentrum De Tovertuin",
			"Buurtcentrum De Stille Trom", "Buurtcentrum De Duinfluiter",
		},
		groups: 15, sessions: 520, span: wholeYear(), rhythm: yearRound(100, 0, 0),
		days: workdays(), times: at9and13(), minutes: 120,
		crowds:  []crowd{{persons: 153, attendance: 3_218, youngest: 19, oldest: 68, ageless: 8}},
		doubles: 2, erased: 1, strangers: 1,
	}
}

func seniors() course {
	return course{
		programme: "zomerschool-senioren", target: activitiesv1.TargetGroup_TARGET_GROUP_SENIORS,
		names: []string{"Zomerschool: de stad in kaart", "Zomerschool: veilig online"},
		places: []string{
			"Buurtcentrum De Zeven Treden", "Buurtcentrum De Omgekeerde Wereld", "Buurtcentrum Het Open Raam",
			"Buurtcentrum De Duinfluiter",
		},
		groups: 12, sessions: 58, span: span{day(CalendarYear, time.July, 18), day(CalendarYear, time.August, 26)},
		rhythm: yearRound(0, 0, 100), days: on(time.Tuesday, time.Wednesday, time.Thursday), times: at9and13(), minutes: 120,
		crowds:  []crowd{{persons: 150, attendance: 496, youngest: 60, oldest: 91, ageless: 3}},
		doubles: 1, erased: 1, strangers: 1,
	}
}

func wholeYear() span {
	return span{day(CalendarYear, time.January, 1), day(CalendarYear, time.December, 31)}
}

func at9and13() []civil.Time { return []civil.Time{{Hour: 9, Minute: 15}, {Hour: 13, Minute: 15}} }

// yearRound is the rhythm of work that does not depend on the season, only on the schools.
func yearRound(school, short, summer int64) rhythm {
	return rhythm{
		school: school, short: short, summer: summer,
		months: [12]int64{100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100},
	}
}
