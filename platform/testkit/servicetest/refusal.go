package servicetest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/fault"
)

// Refusal is how a call is refused.
type Refusal struct {
	Code   codes.Code
	Reason string
	Fields []string // each violation as "path REASON"
}

// Require checks that err is this refusal: no violation less and none more, each with a text.
func (want Refusal) Require(t testing.TB, err error) {
	t.Helper()
	f := fault.FromStatus(status.Convert(err))
	require.NotNil(t, f, "the error carries no reason: %v", err)
	var fields []string
	for _, field := range f.Fields {
		require.NotEmpty(t, field.Text)
		fields = append(fields, field.Path+" "+field.Reason)
	}
	require.Equal(t, want.Code, status.Code(err), "%v", err)
	require.Equal(t, want.Reason, f.Reason)
	require.ElementsMatch(t, want.Fields, fields)
}

// ReasonOf answers the reason of an error, "" where it carries none.
func ReasonOf(err error) string {
	if f := fault.FromStatus(status.Convert(err)); f != nil {
		return f.Reason
	}
	return ""
}

// RequireNone checks that a text has none of the words, which are in lower case, whatever the case it has them in.
func RequireNone(t testing.TB, text string, words ...string) {
	t.Helper()
	lower := strings.ToLower(text)
	for _, word := range words {
		require.False(t, strings.Contains(lower, word), "%q is told", word)
	}
}
