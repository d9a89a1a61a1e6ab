package events

import (
	"errors"
	"fmt"

	"github.com/deschoor/meedoen/platform/enums"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// maxMinutes are those of a day: nobody works longer on one.
const maxMinutes = 24 * 60

func readAssignmentYear(m *volunteersv1.AssignmentYearSaved) (domain.Fact, error) {
	f, err := helped(m, domain.Assignment)
	f.Quantity, f.Withdrawn = 1, m.GetWithdrawn()
	return f, err
}

// readHours reads hours. What was not approved counts as little as what was withdrawn.
func readHours(m *volunteersv1.HoursSaved) (domain.Fact, error) {
	f, err := helped(m, domain.Hours)
	f.Quantity, f.Withdrawn = int64(m.GetMinutes()), !m.GetApproved()
	if m.GetMinutes() > maxMinutes {
		err = errors.Join(err, fmt.Errorf("%d minutes are more than a day has", m.GetMinutes()))
	}
	return f, errors.Join(err, atLeast(0, "minutes", m.GetMinutes()))
}

// readRetention reads how many of those who were active in the year before still are. It needs no programme that is known:
// it stands as it was told.
func readRetention(m *volunteersv1.VolunteerRetentionSaved) (domain.Told, error) {
	told := domain.Told{
		ID: m.GetId(), Figure: domain.Retention, ProgrammeID: m.GetProgrammeId(), Year: int(m.GetYear()),
		Value: int64(m.GetStayed()), Base: int64(m.GetActiveBefore()),
	}
	var err error
	if m.GetStayed() > m.GetActiveBefore() {
		err = fmt.Errorf("%d of %d stayed", m.GetStayed(), m.GetActiveBefore())
	}
	return told, errors.Join(err, atLeast(1, "year", m.GetYear()), atLeast(0, "stayed", m.GetStayed()))
}

// helped reads what facts about somebody who helps have. Work may have no wijk, such as that for the whole city.
func helped(m interface {
	message
	GetProgrammeId() string
	GetDate() string
	GetPerson() string
	GetAgeBand() peoplev1.AgeBand
	GetKind() volunteersv1.EngagementKind
	GetRoleCode() string
	GetWijkCode() string
	GetWijkYear() int32
	GetStadsdeel() string
}, kind string,
) (domain.Fact, error) {
	f, err := recorded(m, kind)
	f.Person, f.AgeBand, f.Area = m.GetPerson(), enums.Text(m.GetAgeBand()), area(m)
	f.Engagement, f.Role = enums.Text(m.GetKind()), m.GetRoleCode()
	if f.Area != (domain.Area{}) {
		err = errors.Join(err, isArea(f.Area))
	}
	return f, errors.Join(err, present("person", f.Person), present("role", f.Role), known(m.GetAgeBand()), known(m.GetKind()))
}
