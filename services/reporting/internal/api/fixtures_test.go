package api_test

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
)

// register answers a community centre in haven, one in stad that closed in June 2022, and programmes named as their codes.
func register() []proto.Message {
	list := []proto.Message{
		&activitiesv1.LocationSaved{
			Id: "haven", Version: 1, Kind: activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE, Stadsdeel: "haven",
			WijkCode: "WK003401", WijkYear: 2022, OpeningDate: "2010-01-01",
		},
		&activitiesv1.LocationSaved{
			Id: "stad", Version: 1, Kind: activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE, Stadsdeel: "stad",
			WijkCode: "WK003420", WijkYear: 2022, OpeningDate: "2010-01-01", ClosingDate: "2022-06-30",
		},
	}
	for _, code := range []string{"buurtcentra", "kinderwerk", "buurtsportcoaches", "jongerenwerk"} {
		list = append(list, &activitiesv1.ProgrammeSaved{
			Id: code, Version: 1, Code: code, Theme: activitiesv1.Theme_THEME_MEETING, StartDate: "2010-01-01",
		})
	}
	return list
}

// count answers a head count of n on a date. What differs in a word is another count.
func count(location, programme, date string, n int32) *activitiesv1.HeadCountSaved {
	return &activitiesv1.HeadCountSaved{
		Id: fmt.Sprint(location, programme, date, n), Version: 1, LocationId: location, ProgrammeId: programme, Date: date,
		PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY, Count: n,
	}
}

// attendance answers that a person took part at an age on a date. What differs in a word is another attendance.
func attendance(location, person, date string, age peoplev1.AgeBand) *activitiesv1.AttendanceSaved {
	return &activitiesv1.AttendanceSaved{
		Id: fmt.Sprint(location, person, date), Version: 1, SessionId: "s", LocationId: location, ProgrammeId: "jongerenwerk",
		Date: date, Person: person, AgeBand: age, Visits: 1,
	}
}
