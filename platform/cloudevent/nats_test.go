package cloudevent_test

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/cloudevent"
)

func minimal(extra ...string) nats.Header {
	h := nats.Header{"ce-specversion": {"1.0"}, "ce-id": {"1"}, "ce-source": {"urn:x"}, "ce-type": {"nl.x.y.v1"}}
	for i := 0; i < len(extra); i += 2 {
		h[extra[i]] = []string{extra[i+1]}
	}
	return h
}

func TestEventComesBackAsItWent(t *testing.T) {
	// The strings of the specification: any text without control characters and noncharacters.
	text := rapid.StringOf(rapid.Rune().Filter(func(r rune) bool {
		return !unicode.In(r, unicode.Cc, unicode.Noncharacter_Code_Point, unicode.Cs)
	}))
	required := text.Filter(func(s string) bool { return s != "" })
	rapid.Check(t, func(t *rapid.T) {
		want := cloudevent.Event{
			ID: required.Draw(t, "id"), Source: required.Draw(t, "source"), Type: required.Draw(t, "type"),
			Subject: text.Draw(t, "subject"), DataContentType: text.Draw(t, "datacontenttype"),
			DataSchema: text.Draw(t, "dataschema"), TraceParent: text.Draw(t, "traceparent"),
			Time: time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "s"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns")).UTC(),
			Data: rapid.SliceOf(rapid.Byte()).Draw(t, "data"),
		}
		m := cloudevent.ToNATS("some.subject", want)
		require.Equal(t, "some.subject", m.Subject)
		got, err := cloudevent.FromNATS(m.Header, m.Data)
		require.NoError(t, err)
		require.Equal(t, want, got)
		for name, values := range m.Header {
			require.Len(t, values, 1)
			if name == nats.MsgIdHdr {
				continue
			}
			require.Equal(t, strings.ToLower(name), name)
			for _, c := range []byte(values[0]) {
				require.True(t, c >= '!' && c <= '~' && c != '"', "%s: %q", name, values[0])
			}
		}
	})
}

func TestValuesAreEncodedAsTheBindingAsks(t *testing.T) {
	for value, want := range map[string]string{
		"plain!~'()*#[]": "plain!~'()*#[]",
		"a b":            "a%20b",
		`"quoted"`:       "%22quoted%22",
		"100%":           "100%25",
		"Euro € 😀":       "Euro%20%E2%82%AC%20%F0%9F%98%80",
		"del\u00a0ta":    "del%C2%A0ta",
	} {
		m := cloudevent.ToNATS("s", cloudevent.Event{ID: "1", Source: "urn:x", Type: "t", Subject: value})
		require.Equal(t, []string{want}, m.Header["ce-subject"], value)
	}
}

func TestValuesOfOtherWritersAreRead(t *testing.T) {
	for value, want := range map[string]string{
		"a%20b":            "a b",
		"%e2%82%ac":        "€",
		"%E2%82%ac":        "€",
		"€ as it is":       "€ as it is",
		`"in quotes"`:      "in quotes",
		`"a \"b\" \\ c\d"`: `a "b" \ cd`,
		`"a%20b"`:          "a b",
		`"%22"`:            `"`,
		`""`:               "",
		`"`:                `"`,
		`half"`:            `half"`,
		"%2525":            "%25",
		`C:\dir`:           `C:\dir`,
	} {
		e, err := cloudevent.FromNATS(minimal("ce-subject", value), nil)
		require.NoError(t, err, value)
		require.Equal(t, want, e.Subject, value)
	}
}

func TestValueThatIsNoTextIsRefused(t *testing.T) {
	for value, problem := range map[string]string{
		"%":                     "percent",
		"a%4":                   "percent",
		"a%4g":                  "percent",
		"a%+4":                  "percent",
		"%ff":                   "not UTF-8",
		"\xff":                  "not UTF-8",
		"%C3":                   "not UTF-8",
		"%ED%A0%80":             "not UTF-8", // a surrogate
		"a%00b":                 "control",
		"a\nb":                  "control",
		"%7F":                   "control",
		"%C2%85":                "control",
		"%EF%BF%BF":             "control", // U+FFFF
		`"quoted%0A"`:           "control",
		`"quoted\` + "\n" + `"`: "control",
	} {
		_, err := cloudevent.FromNATS(minimal("ce-subject", value), nil)
		require.ErrorContains(t, err, "ce-subject", "%q", value)
		require.ErrorContains(t, err, problem, "%q", value)
	}
}

func TestHeaderNamesAreReadWithoutRegardToCase(t *testing.T) {
	e, err := cloudevent.FromNATS(nats.Header{
		"CE-SpecVersion": {"1.0"}, "Ce-Id": {"1"}, "CE-SOURCE": {"urn:x"}, "ce-type": {"nl.x.y.v1"}, "Ce-Time": {"2022-05-01T12:00:00Z"},
	}, []byte("data"))
	require.NoError(t, err)
	require.Equal(t, cloudevent.Event{
		ID: "1", Source: "urn:x", Type: "nl.x.y.v1", Time: time.Date(2022, 5, 1, 12, 0, 0, 0, time.UTC), Data: []byte("data"),
	}, e)
}

func TestAttributeGivenTwiceIsRefused(t *testing.T) {
	_, err := cloudevent.FromNATS(minimal("CE-ID", "2"), nil)
	require.ErrorContains(t, err, "id is given twice")
	two := minimal()
	two["ce-id"] = []string{"1", "2"}
	_, err = cloudevent.FromNATS(two, nil)
	require.ErrorContains(t, err, "id is given twice")
}

func TestMessageWithoutARequiredAttributeIsNoEvent(t *testing.T) {
	for _, name := range []string{"ce-specversion", "ce-id", "ce-source", "ce-type"} {
		for _, spoil := range []func(nats.Header){
			func(h nats.Header) { delete(h, name) },
			func(h nats.Header) { h[name] = []string{""} },
			func(h nats.Header) { h[name] = nil },
		} {
			h := minimal()
			spoil(h)
			_, err := cloudevent.FromNATS(h, nil)
			require.Error(t, err, name)
		}
	}
	_, err := cloudevent.FromNATS(nil, []byte("text"))
	require.Error(t, err)
	_, err = cloudevent.FromNATS(minimal("ce-specversion", "0.3"), nil)
	require.ErrorContains(t, err, `"0.3"`)
	_, err = cloudevent.FromNATS(minimal(), nil)
	require.NoError(t, err, "the rest may be absent")
}

func TestTimeIsReadInAnyZoneAndKeptInUTC(t *testing.T) {
	e, err := cloudevent.FromNATS(minimal("ce-time", "2022-01-01T00:30:00.25+01:00"), nil)
	require.NoError(t, err)
	require.Equal(t, time.Date(2021, 12, 31, 23, 30, 0, 250_000_000, time.UTC), e.Time)
	for _, wrong := range []string{"yesterday", "2022-01-01", "2022-01-01T00:00:00", "2022-02-30T00:00:00Z"} {
		_, err := cloudevent.FromNATS(minimal("ce-time", wrong), nil)
		require.ErrorContains(t, err, "RFC 3339", wrong)
	}
}

func TestAttributeWithoutAValueIsNotWritten(t *testing.T) {
	m := cloudevent.ToNATS("s", cloudevent.Event{ID: "1", Source: "urn:x", Type: "t"})
	for _, name := range []string{"ce-subject", "ce-dataschema", "ce-datacontenttype", "ce-traceparent"} {
		require.NotContains(t, m.Header, name)
	}
	require.NotContains(t, m.Header, "Content-Type", "which marks the structured mode")
}

func TestServerKnowsAnEventByItsID(t *testing.T) {
	m := cloudevent.ToNATS("s", cloudevent.Event{ID: "1", Source: "urn:x", Type: "t"})
	require.Equal(t, "1", m.Header.Get(nats.MsgIdHdr))
}

func FuzzFromNATS(f *testing.F) {
	f.Add("ce-subject", `"a%20\"b"`, "2022-01-01T00:00:00Z", []byte("x"))
	f.Add("CE-ID", "%", "", []byte(nil))
	f.Add("ce-subject", "x", "0000-01-01T00:00:00+01:00", []byte(nil))
	f.Add("ce-traceparent", "\xff%f", "2022-01-01T24:00:00Z", []byte(nil))
	f.Fuzz(func(t *testing.T, name, value, at string, data []byte) {
		e, err := cloudevent.FromNATS(minimal(name, value, "ce-time", at), data)
		if err != nil {
			return
		}
		require.NotEmpty(t, e.ID)
		// What was read once is read the same when it is passed on.
		if year := e.Time.Year(); year < 0 || year > 9999 {
			return // by its offset only; RFC 3339 has no way to write it in UTC
		}
		m := cloudevent.ToNATS("s", e)
		again, err := cloudevent.FromNATS(m.Header, m.Data)
		require.NoError(t, err)
		require.Equal(t, e, again)
	})
}
