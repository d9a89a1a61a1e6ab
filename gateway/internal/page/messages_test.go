package page

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/gateway/internal/web"
)

func TestMessageOffersWhatOneCanDo(t *testing.T) {
	look, err := NewLook(slog.New(slog.DiscardHandler), Options{Notice: "Voorbeeld"})
	require.NoError(t, err)
	for name, test := range map[string]struct {
		message      web.Message
		has, without string
		policy       string
	}{
		"a link": {
			web.Message{Status: 403, Title: "Nee", Text: "Nu niet.", Action: web.Action{Label: "Opnieuw", Path: "/login?a=b&c=d"}},
			`<a class="button" href="/login?a=b&amp;c=d">Opnieuw</a>`, "<form", "form-action 'none'",
		},
		"a button": {
			web.Message{Status: 200, Title: "Ja", Action: web.Action{Label: "Weg", Path: "/logout", Post: true}},
			`action="/logout"><button class="button">Weg</button>`, "Foutcode", "form-action 'self'",
		},
		"nothing": {web.Message{Status: 503, Title: "Even niet"}, "Foutcode 503", `class="next"`, "form-action 'none'"},
	} {
		t.Run(name, func(t *testing.T) {
			w := httptest.NewRecorder()
			look.Message(w, httptest.NewRequest(http.MethodGet, "/", nil), test.message)
			require.Equal(t, test.message.Status, w.Code)
			require.Contains(t, w.Body.String(), test.has)
			require.Contains(t, w.Body.String(), "Voorbeeld")
			require.NotContains(t, w.Body.String(), test.without)
			require.Contains(t, w.Header().Get("Content-Security-Policy"), test.policy)
			require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
		})
	}
}
