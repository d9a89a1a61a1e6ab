package api_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"github.com/deschoor/meedoen/platform/sqldb"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// event is one event of the log.
type event struct {
	kind, noun, aggregate string
	created               time.Time
	data                  proto.Message
}

// events answers the log from the event at skip on, oldest first.
func (r *rig) events(t testing.TB, skip int) (list []event) {
	t.Helper()
	rows, err := r.db.Read().QueryContext(t.Context(),
		"SELECT type, noun, aggregate_id, schema_name, data, created_at FROM outbox ORDER BY id LIMIT 1000000 OFFSET $1", skip)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var e event
		var schema string
		var data []byte
		var created sqldb.Time
		require.NoError(t, rows.Scan(&e.kind, &e.noun, &e.aggregate, &schema, &data, &created))
		message, err := protoregistry.GlobalTypes.FindMessageByName(protoreflect.FullName(schema))
		require.NoError(t, err)
		e.created, e.data = created.Time, message.New().Interface()
		require.NoError(t, proto.UnmarshalOptions{}.Unmarshal(data, e.data))
		require.Empty(t, e.data.ProtoReflect().GetUnknown())
		list = append(list, e)
	}
	require.NoError(t, rows.Err())
	return list
}

// write is one call that changes something, and the event it must leave.
type write struct {
	does  string
	do    func(t *testing.T)
	noun  string
	event func() proto.Message
}

// writes answers calls that follow each other, one of each that changes something.
func (r *rig) writes() []write {
	var l *activitiesv1.Location
	var top, p *activitiesv1.Programme
	var c *activitiesv1.HeadCount
	locationSaved := func(version int64, closing string) func() proto.Message {
		return func() proto.Message {
			return &activitiesv1.LocationSaved{
				Id: l.GetId(), Version: version, Kind: l.GetKind(), WijkCode: "WK003401", WijkYear: 2022, Stadsdeel: "haven",
				OpeningDate: "2020-01-01", ClosingDate: closing,
			}
		}
	}
	programmeSaved := func(version int64, end string) func() proto.Message {
		return func() proto.Message {
			return &activitiesv1.ProgrammeSaved{
				Id: p.GetId(), Version: version, Code: "inloop", Theme: p.GetTheme(), ParentId: top.GetId(),
				StartDate: "2020-01-01", EndDate: end,
			}
		}
	}
	countSaved := func(version int64, count int32, method activitiesv1.CountMethod, withdrawn bool) func() proto.Message {
		return func() proto.Message {
			return &activitiesv1.HeadCountSaved{
				Id: c.GetId(), Version: version, LocationId: l.GetId(), ProgrammeId: p.GetId(), Date: "2022-06-14",
				PartOfDay: c.GetPartOfDay(), Count: count, Method: method, Withdrawn: withdrawn,
			}
		}
	}
	var s *activitiesv1.Session
	sessionSaved := func(version int64, date string, state activitiesv1.SessionState) func() proto.Message {
		return func() proto.Message {
			start, err := time.Parse(time.DateTime, date+" 08:00:00")
			if err != nil {
				panic(err)
			}
			return &activitiesv1.SessionSaved{
				Id: s.GetId(), Version: version, ActivityId: s.GetActivityId(), ProgrammeId: p.GetId(), LocationId: l.GetId(), Date: date,
				StartTime: stored(start), EndTime: stored(start.Add(90 * time.Minute)), State: state,
			}
		}
	}
	step := func(call func(t testing.TB, id string) (*activitiesv1.Session, error)) func(t *testing.T) {
		return func(t *testing.T) {
			_, err := call(t, s.GetId())
			require.NoError(t, err)
		}
	}
	const tally, counter = activitiesv1.CountMethod_COUNT_METHOD_TALLY, activitiesv1.CountMethod_COUNT_METHOD_COUNTER
	correct := func(by *activitiesv1.HeadCountCorrection) func(t *testing.T) {
		return func(t *testing.T) {
			_, err := r.correct(t, c.GetId(), by)
			require.NoError(t, err)
		}
	}
	return []write{
		{"add a location", func(t *testing.T) { l = r.addLocation(t) }, "location.saved", locationSaved(1, "")},
		{"close it", func(t *testing.T) {
			_, err := r.updateLocation(t, &activitiesv1.Location{Id: l.GetId(), ClosingDate: proto.String("2022-12-31")})
			require.NoError(t, err)
		}, "location.saved", locationSaved(2, "2022-12-31")},
		{"rename it", func(t *testing.T) {
			_, err := r.updateLocation(t, &activitiesv1.Location{Id: l.GetId(), DisplayName: "Het nieuwe huis"})
			require.NoError(t, err)
		}, "location.saved", locationSaved(3, "2022-12-31")},
		{"add a programme", func(t *testing.T) { top = r.addProgramme(t, "ontmoeten") }, "programme.saved", func() proto.Message {
			return &activitiesv1.ProgrammeSaved{Id: top.GetId(), Version: 1, Code: "ontmoeten", Theme: top.GetTheme(), StartDate: "2020-01-01"}
		}},
		{"add one below it", func(t *testing.T) { p = r.addProgramme(t, "inloop", under(top)) }, "programme.saved", programmeSaved(1, "")},
		{"end it", func(t *testing.T) {
			_, err := r.updateProgramme(t, &activitiesv1.Programme{Id: p.GetId(), EndDate: proto.String("2023-12-31")})
			require.NoError(t, err)
		}, "programme.saved", programmeSaved(2, "2023-12-31")},
		{"record a count", func(t *testing.T) {
			c = r.addCount(t, visit{location: l.GetId(), programme: p.GetId()})
		}, "head-count.saved", countSaved(1, 12, tally, false)},
		{"correct it", correct(corrected(21, func(c *activitiesv1.HeadCountCorrection) { c.Method = counter })), "head-count.saved", countSaved(2, 21, counter, false)},
		{"withdraw it", correct(corrected(0, withdrawn)), "head-count.saved", countSaved(3, 0, counter, true)},
		{"add a session of an activity", func(t *testing.T) {
			a := r.addPublished(t, visit{location: l.GetId(), programme: p.GetId()}, once)
			s = r.addSession(t, a.GetId(), at("2022-06-13", "10:00"))
		}, "session.saved", sessionSaved(1, "2022-06-13", planned)},
		{"move it", func(t *testing.T) {
			_, err := r.move(t, s.GetId(), &activitiesv1.SessionMove{Date: "2022-06-14"})
			require.NoError(t, err)
		}, "session.saved", sessionSaved(2, "2022-06-14", planned)},
		{"cancel it", step(r.cancel), "session.saved", sessionSaved(3, "2022-06-14", cancelled)},
		{"reopen it", step(r.reopen), "session.saved", sessionSaved(4, "2022-06-14", planned)},
		{"hold it", step(r.hold), "session.saved", sessionSaved(5, "2022-06-14", held)},
	}
}

func TestEveryWriteLeavesExactlyItsEventWithTheFullValue(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for n, w := range r.writes() {
			r.clock.Advance(time.Minute)
			w.do(t)
			log := r.events(t, n)
			require.Len(t, log, 1, w.does)
			want := w.event()
			requireProto(t, want, log[0].data)
			require.Equal(t, idOf(want), log[0].aggregate)
			require.Equal(t, w.noun, log[0].noun)
			require.Equal(t, "nl.welzijn.activities."+strings.ReplaceAll(w.noun, ".", "-")+".v1", log[0].kind)
			require.Equal(t, r.clock.Now().Truncate(time.Microsecond), log[0].created)
		}
	})
}

func TestEveryRecordOfABatchLeavesItsEvent(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		answer, err := r.batch(t, v.many(300)...)
		require.NoError(t, err)
		log := r.events(t, 2)
		require.Len(t, log, 300)
		for i, e := range log {
			saved := e.data.(*activitiesv1.HeadCountSaved)
			require.Equal(t, answer[i].GetId(), saved.GetId())
			require.Equal(t, answer[i].GetId(), e.aggregate)
			require.Equal(t, answer[i].GetCount(), saved.GetCount())
			require.EqualValues(t, 1, saved.GetVersion())
		}
	})
}

// A stream cannot forget: who recorded, and what people called a place, stay in the service.
func TestNoEventNamesAnybody(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for _, w := range r.writes() {
			w.do(t)
		}
		kept := strings.Join(slices.Concat(
			r.rows(t, "head_count"), r.rows(t, "location"), r.rows(t, "programme"), r.rows(t, "activity"), r.rows(t, "session"),
		), "\n")
		log := strings.Join(r.rows(t, "outbox"), "\n")
		for _, name := range []string{staffSubject, "Het nieuwe huis", programme("x").GetDisplayName(), "Koffie in de buurt", "Iedereen is welkom."} {
			require.Contains(t, kept, name, "what is searched for is there to be found")
			require.NotContains(t, log, name)
		}
		require.NotContains(t, log, location().GetDisplayName())
		for _, e := range r.events(t, 0) {
			for i := range e.data.ProtoReflect().Descriptor().Fields().Len() {
				field := string(e.data.ProtoReflect().Descriptor().Fields().Get(i).Name())
				require.NotContains(t, []string{"recorder", "display_name", "name", "subject"}, field)
			}
		}
	})
}
