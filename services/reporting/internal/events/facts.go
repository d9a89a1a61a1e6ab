package events

import (
	"errors"
	"fmt"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

func readHeadCount(m *activitiesv1.HeadCountSaved) (domain.Fact, error) {
	f, err := recorded(m, domain.HeadCount)
	f.LocationID, f.Quantity, f.Withdrawn = m.GetLocationId(), int64(m.GetCount()), m.GetWithdrawn()
	f.Method, f.PartOfDay = enums.Text(m.GetMethod()), enums.Text(m.GetPartOfDay())
	return f, errors.Join(err, present("place", f.LocationID), known(m.GetMethod()), known(m.GetPartOfDay()),
		atLeast(0, "count", m.GetCount()))
}

// readSession reads a session. One that is only planned, or was cancelled, counts as little as one that was withdrawn.
func readSession(m *activitiesv1.SessionSaved) (domain.Fact, error) {
	f, err := recorded(m, domain.Session)
	f.LocationID, f.Quantity = m.GetLocationId(), 1
	f.Withdrawn = m.GetState() != activitiesv1.SessionState_SESSION_STATE_HELD
	return f, errors.Join(err, present("place", f.LocationID), known(m.GetState()))
}

func readAttendance(m *activitiesv1.AttendanceSaved) (domain.Fact, error) {
	f, err := recorded(m, domain.Attendance)
	f.LocationID, f.Quantity, f.Withdrawn = m.GetLocationId(), int64(m.GetVisits()), m.GetWithdrawn()
	f.Person, f.AgeBand = m.GetPerson(), enums.Text(m.GetAgeBand())
	if m.GetVisits() > 1 {
		err = errors.Join(err, fmt.Errorf("%d visits are more than one person can make", m.GetVisits()))
	}
	return f, errors.Join(err, present("place", f.LocationID), present("person", f.Person), known(m.GetAgeBand()),
		atLeast(0, "visits", m.GetVisits()))
}

// readContact reads a contact. There is nobody left in one that was withdrawn.
func readContact(m *activitiesv1.ContactSaved) (domain.Fact, error) {
	f, err := recorded(m, domain.Contact)
	least := int32(1)
	if m.GetWithdrawn() {
		least = 0
	}
	f.Quantity, f.Withdrawn = int64(m.GetGroupSize()), m.GetWithdrawn()
	f.Area, f.Channel = area(m), enums.Text(m.GetChannel())
	return f, errors.Join(err, isArea(f.Area), known(m.GetChannel()), atLeast(least, "group size", m.GetGroupSize()))
}

func readOutput(m *activitiesv1.OutputSaved) (domain.Fact, error) {
	f, err := recorded(m, domain.Output)
	f.LocationID, f.Quantity, f.Withdrawn = m.GetLocationId(), 1, m.GetWithdrawn()
	f.Area, f.Output, f.Subject = area(m), enums.Text(m.GetKind()), m.GetSubjectId()
	f.Outcome, f.Setting = enums.Text(m.GetRepairOutcome()), enums.Text(m.GetActSetting())
	if f.LocationID == "" {
		err = errors.Join(err, isArea(f.Area))
	}
	return f, errors.Join(err, known(m.GetKind()), detailed(m))
}

// detailed refuses an output without what belongs to its kind, or with what belongs to another.
func detailed(m *activitiesv1.OutputSaved) error {
	var err error
	switch m.GetKind() {
	case activitiesv1.OutputKind_OUTPUT_KIND_INITIATIVE_SUPPORT, activitiesv1.OutputKind_OUTPUT_KIND_PROJECT:
		err = present("subject", m.GetSubjectId())
	}
	return errors.Join(err,
		only(m, m.GetRepairOutcome(), activitiesv1.OutputKind_OUTPUT_KIND_REPAIR),
		only(m, m.GetActSetting(), activitiesv1.OutputKind_OUTPUT_KIND_ACT))
}

// only refuses a detail that is missing in an output of kind, or given in one of another kind.
func only(m *activitiesv1.OutputSaved, detail protoreflect.Enum, kind activitiesv1.OutputKind) error {
	switch {
	case m.GetKind() == kind:
		return known(detail)
	case detail.Number() != 0:
		return fmt.Errorf("%s %d does not belong to %s", detail.Descriptor().Name(), detail.Number(), m.GetKind())
	}
	return nil
}

// recorded reads what every fact has.
func recorded(m interface {
	message
	GetProgrammeId() string
	GetDate() string
}, kind string,
) (domain.Fact, error) {
	date, err := civil.ParseDate(m.GetDate())
	f := domain.Fact{ID: m.GetId(), Kind: kind, Date: date, ProgrammeID: m.GetProgrammeId()}
	return f, errors.Join(err, present("programme", f.ProgrammeID))
}

func area(m interface {
	GetWijkCode() string
	GetWijkYear() int32
	GetStadsdeel() string
},
) domain.Area {
	return domain.Area{Wijk: m.GetWijkCode(), WijkYear: int(m.GetWijkYear()), Stadsdeel: m.GetStadsdeel()}
}

func isArea(a domain.Area) error {
	if a.Wijk == "" || a.WijkYear < 1 || a.Stadsdeel == "" {
		return fmt.Errorf("wijk %q of %d in stadsdeel %q is no part of the city", a.Wijk, a.WijkYear, a.Stadsdeel)
	}
	return nil
}

func present(what, text string) error {
	if text == "" {
		return fmt.Errorf("the %s is missing", what)
	}
	return nil
}

func atLeast(least int32, what string, n int32) error {
	if n < least {
		return fmt.Errorf("%s %d is below %d", what, n, least)
	}
	return nil
}
