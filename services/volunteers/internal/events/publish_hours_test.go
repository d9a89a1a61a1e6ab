package events_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
)

func hoursGoldens() []golden {
	work := domain.Work{
		Assignment: domain.Assignment{
			RoleID: "0181f0a0-0000-7000-8000-000000000052", Wijk: areas.Wijk{Code: "WK003401", Edition: 2022},
		},
		ProgrammeID: "0181f0a0-0000-7000-8000-000000000002", RoleCode: "docent", Kind: domain.Volunteer, PersonID: "anna",
	}
	approved := domain.Hours{
		ID: "0181f0a0-0000-7000-8000-000000000053", AssignmentID: "0181f0a0-0000-7000-8000-000000000051", PersonID: "anna",
		Date: civil.Date{Year: 2022, Month: time.June, Day: 14}, Minutes: 90, AgeBand: "27_to_54", State: domain.HoursApproved,
		Recorder: "anna.de.vries", Version: 2,
	}
	withdrawn := approved
	withdrawn.State, withdrawn.Version, withdrawn.Reason = domain.HoursWithdrawn, 3, "said by anna"
	intern := work
	intern.Kind, intern.Wijk = domain.Intern, areas.Wijk{}
	return []golden{
		{
			"hours_saved_approved.binpb", &volunteersv1.HoursSaved{
				Id: "0181f0a0-0000-7000-8000-000000000053", Version: 2, AssignmentId: "0181f0a0-0000-7000-8000-000000000051",
				ProgrammeId: "0181f0a0-0000-7000-8000-000000000002", RoleId: "0181f0a0-0000-7000-8000-000000000052",
				RoleCode: "docent", Kind: volunteersv1.EngagementKind_ENGAGEMENT_KIND_VOLUNTEER, Date: "2022-06-14", Minutes: 90,
				Person: "pseudonym", AgeBand: peoplev1.AgeBand_AGE_BAND_27_TO_54, WijkCode: "WK003401", WijkYear: 2022,
				Stadsdeel: "haven", Approved: true,
			}, events.HoursSaved(approved, work, "pseudonym", "haven"), "hours.saved", approved.ID,
		},
		{
			"hours_saved_withdrawn.binpb", &volunteersv1.HoursSaved{
				Id: "0181f0a0-0000-7000-8000-000000000053", Version: 3, AssignmentId: "0181f0a0-0000-7000-8000-000000000051",
				ProgrammeId: "0181f0a0-0000-7000-8000-000000000002", RoleId: "0181f0a0-0000-7000-8000-000000000052",
				RoleCode: "docent", Kind: volunteersv1.EngagementKind_ENGAGEMENT_KIND_INTERN, Date: "2022-06-14", Minutes: 90,
				Person: "pseudonym", AgeBand: peoplev1.AgeBand_AGE_BAND_27_TO_54,
			}, events.HoursSaved(withdrawn, intern, "pseudonym", ""), "hours.saved", approved.ID,
		},
	}
}

// Every age band has its value: one that does not would be counted as "not given".
func TestNoAgeBandOfHoursIsLost(t *testing.T) {
	for number, name := range peoplev1.AgeBand_name {
		word := strings.ToLower(strings.TrimPrefix(name, "AGE_BAND_"))
		saved := events.HoursSaved(domain.Hours{AgeBand: word}, domain.Work{}, "", "").Data.(*volunteersv1.HoursSaved)
		require.EqualValues(t, number, saved.GetAgeBand(), word)
	}
}

func TestHoursCountOnlyWhereTheyAreApproved(t *testing.T) {
	for state, counts := range map[domain.HoursState]bool{
		domain.HoursSubmitted: false, domain.HoursApproved: true, domain.HoursRejected: false, domain.HoursWithdrawn: false,
	} {
		saved := events.HoursSaved(domain.Hours{State: state}, domain.Work{}, "", "").Data.(*volunteersv1.HoursSaved)
		require.Equal(t, counts, saved.GetApproved(), state)
	}
}
