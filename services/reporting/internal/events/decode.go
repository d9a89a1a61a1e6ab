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
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// Activities is the service whose events are counted.
const Activities = "activities"

// The types of its events that are counted.
var (
	locationSaved  = outbox.Type(Activities, "location.saved")
	programmeSaved = outbox.Type(Activities, "programme.saved")
	headCountSaved = outbox.Type(Activities, "head-count.saved")
)

// Types are the types of the events that are counted.
func Types() []string { return []string{locationSaved, programmeSaved, headCountSaved} }

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
}

// decode reads a batch of events. Each carries the full value of what it speaks of, so the newest of each is enough. An
// event that cannot be read is at fault itself.
func decode(events []cloudevent.Event) (news, error) {
	n := news{
		locations:  map[string]store.Versioned[domain.Location]{},
		programmes: map[string]store.Versioned[domain.Programme]{},
		facts:      map[string]store.Versioned[domain.Fact]{},
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
		var m activitiesv1.LocationSaved
		if err := open(e, &m); err != nil {
			return err
		}
		l, err := readLocation(&m)
		return keep(n.locations, m.GetId(), m.GetVersion(), l, err)
	case programmeSaved:
		var m activitiesv1.ProgrammeSaved
		if err := open(e, &m); err != nil {
			return err
		}
		p, err := readProgramme(&m)
		return keep(n.programmes, m.GetId(), m.GetVersion(), p, err)
	default:
		var m activitiesv1.HeadCountSaved
		if err := open(e, &m); err != nil {
			return err
		}
		f, err := readHeadCount(&m)
		return keep(n.facts, m.GetId(), m.GetVersion(), f, err)
	}
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

// keep keeps a value, unless a newer one is kept.
func keep[T any](all map[string]store.Versioned[T], id string, version int64, value T, err error) error {
	if err != nil {
		return err
	}
	if id == "" || version < 1 {
		return fmt.Errorf("id %q with version %d names nothing", id, version)
	}
	if version > all[id].Version {
		all[id] = store.Versioned[T]{Version: version, Value: value}
	}
	return nil
}

func readLocation(m *activitiesv1.LocationSaved) (l domain.Location, err error) {
	l = domain.Location{
		ID: m.GetId(), Kind: enums.Text(m.GetKind()), Wijk: m.GetWijkCode(), WijkYear: int(m.GetWijkYear()),
		Stadsdeel: m.GetStadsdeel(),
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

func readHeadCount(m *activitiesv1.HeadCountSaved) (domain.Fact, error) {
	date, err := civil.ParseDate(m.GetDate())
	if m.GetLocationId() == "" || m.GetProgrammeId() == "" {
		err = errors.Join(err, errors.New("a place or a programme is missing"))
	}
	if m.GetCount() < 0 {
		err = errors.Join(err, fmt.Errorf("count %d is below 0", m.GetCount()))
	}
	return domain.Fact{
		ID: m.GetId(), Kind: domain.HeadCount, Date: date, LocationID: m.GetLocationId(), ProgrammeID: m.GetProgrammeId(),
		Quantity: int64(m.GetCount()), Method: enums.Text(m.GetMethod()), PartOfDay: enums.Text(m.GetPartOfDay()),
		Withdrawn: m.GetWithdrawn(),
	}, errors.Join(err, known(m.GetMethod()), known(m.GetPartOfDay()))
}

// period reads a first date and a last one that may be absent.
func period(first, last string) (from, to civil.Date, err error) {
	if from, err = civil.ParseDate(first); err != nil || last == "" {
		return from, to, err
	}
	to, err = civil.ParseDate(last)
	return from, to, err
}
