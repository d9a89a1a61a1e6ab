package events_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
)

func assignmentGoldens() []golden {
	counted := domain.AssignmentYear{
		ID: "0181f0a0-0000-7000-8000-000000000031", AssignmentID: "0181f0a0-0000-7000-8000-000000000032", Year: 2022,
		Date: civil.Date{Year: 2022, Month: 1, Day: 1}, AgeBand: "75_and_older", Version: 1,
	}
	work := domain.Assignment{
		ID: counted.AssignmentID, EngagementID: "0181f0a0-0000-7000-8000-000000000033",
		RoleID: "0181f0a0-0000-7000-8000-000000000034", Wijk: areas.Wijk{Code: "WK003401", Edition: 2022},
	}
	as := events.AssignmentYearOf{
		ProgrammeID: "0181f0a0-0000-7000-8000-000000000002", RoleCode: "docent", Kind: domain.Volunteer, Stadsdeel: "haven",
		Person: "pseudonym",
	}
	withdrawn := counted
	withdrawn.Version, withdrawn.Withdrawn, withdrawn.AgeBand = 2, true, "unknown"
	nowhere := work
	nowhere.Wijk = areas.Wijk{}
	intern := events.AssignmentYearOf{ProgrammeID: as.ProgrammeID, RoleCode: "stage", Kind: domain.Intern, Person: "other"}
	return []golden{
		{
			"assignment_year_saved_counted.binpb", &volunteersv1.AssignmentYearSaved{
				Id: counted.ID, Version: 1, AssignmentId: work.ID, ProgrammeId: as.ProgrammeID, RoleId: work.RoleID,
				Kind: volunteersv1.EngagementKind_ENGAGEMENT_KIND_VOLUNTEER, Date: "2022-01-01", Person: "pseudonym",
				AgeBand: peoplev1.AgeBand_AGE_BAND_75_AND_OLDER, WijkCode: "WK003401", WijkYear: 2022, Stadsdeel: "haven",
				RoleCode: "docent",
			}, events.AssignmentYearSaved(counted, work, as), "assignment-year.saved", counted.ID,
		},
		{
			"assignment_year_saved_withdrawn.binpb", &volunteersv1.AssignmentYearSaved{
				Id: counted.ID, Version: 2, AssignmentId: work.ID, ProgrammeId: as.ProgrammeID, RoleId: work.RoleID,
				Kind: volunteersv1.EngagementKind_ENGAGEMENT_KIND_INTERN, Date: "2022-01-01", Person: "other",
				AgeBand: peoplev1.AgeBand_AGE_BAND_UNKNOWN, Withdrawn: true, RoleCode: "stage",
			}, events.AssignmentYearSaved(withdrawn, nowhere, intern), "assignment-year.saved", counted.ID,
		},
	}
}

// Every word of the contract's lists becomes its value: one that does not would be counted as "not given".
func TestNoWordOfAnAssignmentYearIsLost(t *testing.T) {
	for number, name := range peoplev1.AgeBand_name {
		word := strings.ToLower(strings.TrimPrefix(name, "AGE_BAND_"))
		saved := events.AssignmentYearSaved(domain.AssignmentYear{AgeBand: word}, domain.Assignment{}, events.AssignmentYearOf{})
		require.EqualValues(t, number, saved.Data.(*volunteersv1.AssignmentYearSaved).GetAgeBand(), word)
	}
	for number, name := range volunteersv1.EngagementKind_name {
		word := domain.EngagementKind(strings.ToLower(strings.TrimPrefix(name, "ENGAGEMENT_KIND_")))
		saved := events.AssignmentYearSaved(domain.AssignmentYear{}, domain.Assignment{}, events.AssignmentYearOf{Kind: word})
		require.EqualValues(t, number, saved.Data.(*volunteersv1.AssignmentYearSaved).GetKind(), word)
	}
}
