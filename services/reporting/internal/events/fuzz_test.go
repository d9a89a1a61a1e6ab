package events

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// FuzzDecode reads whatever arrives as an event: it is poison, or it says one thing that both databases can keep.
func FuzzDecode(f *testing.F) {
	for i, m := range []cloudevent.Event{
		travelling(f, goodLocation()), travelling(f, goodProgramme()), travelling(f, goodCount()),
		travelling(f, goodSession()), travelling(f, goodAttendance()), travelling(f, goodContact()), travelling(f, goodOutput()),
		travelling(f, goodAssignment()), travelling(f, goodHours()), travelling(f, goodRetention()),
		travelling(f, goodTrajectory()), travelling(f, goodQuestion()), travelling(f, goodMediation()), travelling(f, goodGuidance()),
	} {
		f.Add(uint8(i), m.Data)
		f.Add(uint8(i), m.Data[:len(m.Data)-3])
		f.Add(uint8(i), []byte{})
	}
	f.Fuzz(func(t *testing.T, kind uint8, data []byte) {
		e := cloudevent.Event{Type: allTypes()[int(kind)%len(allTypes())], Data: data}
		n, err := decode([]cloudevent.Event{e, e})
		if err != nil {
			requirePoison(t, err)
			require.ErrorContains(t, err, e.Type)
			return
		}
		require.Equal(t, 1, len(n.locations)+len(n.programmes)+len(n.facts)+len(n.told))
		for id, l := range n.locations {
			requireKeepable(t, id, l.Version, l.Value.Wijk, l.Value.Stadsdeel, l.Value.Kind)
			requireDates(t, l.Value.Opening, l.Value.Closing)
			require.NotEmpty(t, l.Value.Kind)
		}
		for id, p := range n.programmes {
			requireKeepable(t, id, p.Version, p.Value.Code, p.Value.Theme, p.Value.ParentID)
			requireDates(t, p.Value.Start, p.Value.End)
			require.NotEmpty(t, p.Value.Theme)
		}
		for id, c := range n.facts {
			requireKeepable(t, id, c.Version, c.Value.LocationID, c.Value.ProgrammeID, c.Value.Person, c.Value.Subject,
				c.Value.Wijk, c.Value.Stadsdeel, c.Value.Role)
			requireDates(t, c.Value.Date, c.Value.Date)
			require.NotEmpty(t, words(c.Value), "a fact says what it is of its kind")
			require.True(t, c.Value.LocationID+c.Value.Wijk+c.Value.Role+c.Value.Trajectory+c.Value.Asker != "",
				"only work, help, questions and mediations may be nowhere")
			require.GreaterOrEqual(t, c.Value.Quantity, int64(0))
		}
	})
}

// words are what a fact has of its kind.
func words(f domain.Fact) string {
	switch f.Kind {
	case domain.Attendance:
		return f.AgeBand
	case domain.Contact:
		return f.Channel
	case domain.Output:
		return f.Output
	case domain.HeadCount:
		return f.Method
	case domain.Assignment, domain.Hours:
		return f.Engagement
	case domain.Trajectory, domain.Guidance:
		return f.Trajectory
	case domain.Question, domain.Mediation:
		return f.Asker
	}
	return f.Kind
}

func requireKeepable(t *testing.T, id string, version int64, texts ...string) {
	require.NotEmpty(t, id)
	require.Positive(t, version)
	for _, text := range append(texts, id) {
		require.True(t, utf8.ValidString(text), "%q", text)
		require.NotContains(t, text, "\x00")
		require.LessOrEqual(t, len(text), maxText)
	}
}

// requireDates: a date must come back from its text as it was.
func requireDates(t *testing.T, first, last civil.Date) {
	require.False(t, first.IsZero())
	for _, d := range []civil.Date{first, last} {
		var back civil.Date
		require.NoError(t, back.Scan(d.String()))
		require.Equal(t, d, back)
	}
}

func date(t testing.TB, text string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(text)
	require.NoError(t, err)
	return d
}
