// Package events turns the events of the other services into facts and figures.
package events

import (
	"errors"
	"fmt"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/outbox"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// The services whose events are counted.
const (
	Activities      = "activities"
	Volunteers      = "volunteers"
	DebtCounselling = "debtcounselling"
	Support         = "support"
)

// The types of their events that are counted.
var (
	locationSaved   = outbox.Type(Activities, "location.saved")
	programmeSaved  = outbox.Type(Activities, "programme.saved")
	headCountSaved  = outbox.Type(Activities, "head-count.saved")
	sessionSaved    = outbox.Type(Activities, "session.saved")
	attendanceSaved = outbox.Type(Activities, "attendance.saved")
	contactSaved    = outbox.Type(Activities, "contact.saved")
	outputSaved     = outbox.Type(Activities, "output.saved")

	assignmentYearSaved = outbox.Type(Volunteers, "assignment-year.saved")
	hoursSaved          = outbox.Type(Volunteers, "hours.saved")
	retentionSaved      = outbox.Type(Volunteers, "volunteer-retention.saved")

	trajectoryYearSaved = outbox.Type(DebtCounselling, "trajectory-year.saved")

	questionSaved     = outbox.Type(Support, "question.saved")
	mediationSaved    = outbox.Type(Support, "mediation.saved")
	guidanceYearSaved = outbox.Type(Support, "guidance-year.saved")
)

// Counted are the services whose events are counted.
func Counted() []string { return []string{Activities, Volunteers, DebtCounselling, Support} }

// Types are the types of the events of a service that are counted.
func Types(service string) []string {
	return map[string][]string{
		Activities: {
			locationSaved, programmeSaved, headCountSaved, sessionSaved, attendanceSaved, contactSaved, outputSaved,
		},
		Volunteers:      {assignmentYearSaved, hoursSaved, retentionSaved},
		DebtCounselling: {trajectoryYearSaved},
		Support:         {questionSaved, mediationSaved, guidanceYearSaved},
	}[service]
}

// themes ties the themes of the contract to those of the account.
var themes = map[activitiesv1.Theme]string{
	activitiesv1.Theme_THEME_GROWING_UP:         "kansrijk_opgroeien",
	activitiesv1.Theme_THEME_SAFE_NEIGHBOURHOOD: "veilige_buurt",
	activitiesv1.Theme_THEME_SELF_RELIANCE:      "financieel_sociaal_zelfredzaam",
	activitiesv1.Theme_THEME_MEETING:            "ontmoeting_verbinding",
	activitiesv1.Theme_THEME_DAYTIME_ACTIVITY:   "invulling_dag",
	activitiesv1.Theme_THEME_HEALTH:             "gezond_vitaal",
}

// news is what a batch of events says, the newest of each thing.
type news struct {
	locations  map[string]store.Versioned[domain.Location]
	programmes map[string]store.Versioned[domain.Programme]
	facts      map[string]store.Versioned[domain.Fact]
	told       map[string]store.Versioned[domain.Told]
}

// decode reads a batch of events. Each carries the full value of what it speaks of, so the newest of each is enough. An
// event that cannot be read is at fault itself.
func decode(events []cloudevent.Event) (news, error) {
	n := news{
		locations:  map[string]store.Versioned[domain.Location]{},
		programmes: map[string]store.Versioned[domain.Programme]{},
		facts:      map[string]store.Versioned[domain.Fact]{},
		told:       map[string]store.Versioned[domain.Told]{},
	}
	for _, e := range events {
		if err := n.read(e); err != nil {
			return n, inbox.Poison(fmt.Errorf("%s: %w", e.Type, err))
		}
	}
	return n, nil
}

func (n news) read(e cloudevent.Event) error {
	switch e.Type {
	case locationSaved:
		return read(n.locations, e, &activitiesv1.LocationSaved{}, readLocation)
	case programmeSaved:
		return read(n.programmes, e, &activitiesv1.ProgrammeSaved{}, readProgramme)
	case sessionSaved:
		return read(n.facts, e, &activitiesv1.SessionSaved{}, readSession)
	case attendanceSaved:
		return read(n.facts, e, &activitiesv1.AttendanceSaved{}, readAttendance)
	case contactSaved:
		return read(n.facts, e, &activitiesv1.ContactSaved{}, readContact)
	case outputSaved:
		return read(n.facts, e, &activitiesv1.OutputSaved{}, readOutput)
	case assignmentYearSaved:
		return read(n.facts, e, &volunteersv1.AssignmentYearSaved{}, readAssignmentYear)
	case hoursSaved:
		return read(n.facts, e, &volunteersv1.HoursSaved{}, readHours)
	case trajectoryYearSaved:
		return read(n.facts, e, &debtcounsellingv1.TrajectoryYearSaved{}, readTrajectoryYear)
	case guidanceYearSaved:
		return read(n.facts, e, &supportv1.GuidanceYearSaved{}, readGuidanceYear)
	case questionSaved:
		return read(n.facts, e, &supportv1.QuestionSaved{}, readQuestion)
	case mediationSaved:
		return read(n.facts, e, &supportv1.MediationSaved{}, readMediation)
	case retentionSaved:
		return read(n.told, e, &volunteersv1.VolunteerRetentionSaved{}, readRetention)
	default:
		return read(n.facts, e, &activitiesv1.HeadCountSaved{}, readHeadCount)
	}
}

// message is what an event carries: the full value of something, at a version.
type message interface {
	proto.Message
	GetId() string
	GetVersion() int64
}

// read keeps what e says, unless a newer value is kept.
func read[M message, T any](
	all map[string]store.Versioned[T], e cloudevent.Event, m M, value func(M) (T, error),
) error {
	if err := open(e, m); err != nil {
		return err
	}
	v, err := value(m)
	if err != nil {
		return err
	}
	id, version := m.GetId(), m.GetVersion()
	if id == "" || version < 1 {
		return fmt.Errorf("id %q with version %d names nothing", id, version)
	}
	if e.Subject != "" && e.Subject != id {
		// Its place among the shares of the stream is that of its subject: the same thing would be counted by two at once.
		return fmt.Errorf("it speaks of %q and says what %q is", e.Subject, id)
	}
	if version > all[id].Version {
		all[id] = store.Versioned[T]{Version: version, Value: v}
	}
	return nil
}

// maxText is how long a text of an event may be, in bytes. The contract needs 64; what is much longer fits no index.
const maxText = 200

// open reads an event into m, and refuses a text that a database cannot keep. PostgreSQL's error about one is not that of
// a constraint, so the inbox would try the event again for ever, and all events after it would wait.
func open(e cloudevent.Event, m proto.Message) error {
	if err := proto.Unmarshal(e.Data, m); err != nil {
		return err
	}
	var err error
	m.ProtoReflect().Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		if f.Kind() == protoreflect.StringKind && (len(v.String()) > maxText || strings.Contains(v.String(), "\x00")) {
			err = fmt.Errorf("%s is no text of at most %d bytes", f.Name(), maxText)
		}
		return err == nil
	})
	return err
}

// known refuses a value that this version of the service has no word for. Kept without the word it would count nowhere,
// and nobody would know; set aside it can be handled again by a version that has it.
func known(e protoreflect.Enum) error {
	if enums.Text(e) == "" {
		return fmt.Errorf("%s %d is unknown", e.Descriptor().Name(), e.Number())
	}
	return nil
}

func readLocation(m *activitiesv1.LocationSaved) (l domain.Location, err error) {
	l = domain.Location{
		ID: m.GetId(), Kind: enums.Text(m.GetKind()),
		Area: domain.Area{Wijk: m.GetWijkCode(), WijkYear: int(m.GetWijkYear()), Stadsdeel: m.GetStadsdeel()},
	}
	l.Opening, l.Closing, err = period(m.GetOpeningDate(), m.GetClosingDate())
	return l, errors.Join(err, known(m.GetKind()))
}

func readProgramme(m *activitiesv1.ProgrammeSaved) (p domain.Programme, err error) {
	theme, known := themes[m.GetTheme()]
	if !known {
		return p, fmt.Errorf("theme %s is unknown", m.GetTheme())
	}
	p = domain.Programme{ID: m.GetId(), Code: m.GetCode(), Theme: theme, ParentID: m.GetParentId()}
	p.Start, p.End, err = period(m.GetStartDate(), m.GetEndDate())
	return p, err
}

// period reads a first date and a last one that may be absent.
func period(first, last string) (from, to civil.Date, err error) {
	if from, err = civil.ParseDate(first); err != nil || last == "" {
		return from, to, err
	}
	to, err = civil.ParseDate(last)
	return from, to, err
}
