package admin

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/gateway/internal/web/webtest"
	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
)

// withLetters answers a process with dead letters of shop.
func withLetters(ids ...string) *process {
	p := calm("shop")
	for _, id := range ids {
		p.letters = append(p.letters, dead(id))
	}
	p.status.Services[0].DeadLetterCount = int32(len(ids))
	return p
}

func picked(ids ...string) url.Values {
	form := url.Values{"dienst": {"shop"}}
	for _, id := range ids {
		form.Add("brief", valueOf(&operationsv1.DeadLetterKey{Source: "urn:x & y", Id: id}))
	}
	return form
}

func TestDeadLettersAreListedByService(t *testing.T) {
	p := withLetters("1", "2")
	d := over(t, p)
	page := d.read(lettersPath)
	require.Equal(t, "shop 2", page.First("h2").Text())
	rows := page.With("class", "pick").All("li")
	require.Len(t, rows, 2)
	require.Contains(t, rows[0].Text(), `letters.letter-sent`)
	require.Contains(t, rows[0].Text(), `there is no <place> "x"`)
	require.Contains(t, rows[0].Text(), "2 pogingen")
	next := page.With("class", "acts").First("a").Attr("href")
	require.Contains(t, next, "vanaf=more")
	require.Empty(t, d.read(next).With("class", "acts").All("a"))
	require.Empty(t, d.read(lettersPath + "?dienst=store").All("h2")[0].Attr("id"), "another service has none")

	one := d.read(rows[0].First("a").Attr("href"))
	require.Equal(t, "letters.letter-sent", one.First("h1").Text())
	for _, words := range []string{`there is no <place> "x"`, `{"count": 12}`, "urn:x & y", "letters, nummer 4.321", "id, count", "12 bytes"} {
		require.Contains(t, one.First("main").Text(), words)
	}
	require.NotEmpty(t, one.With("href", "/admin/traces/"+traceID(1).String()).Text())
}

func TestNoDeadLettersIsSaid(t *testing.T) {
	require.Contains(t, over(t, calm("shop")).read(lettersPath).First("main").Text(), "Er zijn geen dode brieven")
}

func TestWhyDataIsNotShownIsSaid(t *testing.T) {
	for state, words := range map[operationsv1.DeadLetterDataState]string{
		operationsv1.DeadLetterDataState_DEAD_LETTER_DATA_STATE_WITHHELD:    "kan over één persoon gaan",
		operationsv1.DeadLetterDataState_DEAD_LETTER_DATA_STATE_UNKNOWN:     "kent dit soort gebeurtenis niet",
		operationsv1.DeadLetterDataState_DEAD_LETTER_DATA_STATE_UNREADABLE:  "niet te lezen",
		operationsv1.DeadLetterDataState_DEAD_LETTER_DATA_STATE_UNSPECIFIED: "is geen gebeurtenis",
	} {
		p := withLetters("1")
		p.letters[0].Event.DataState = state
		require.Contains(t, over(t, p).read(letterPath+"?"+picked("1").Encode()).First("main").Text(), words)
	}
}

func TestRetryLeadsBackAndSaysWhatWasAsked(t *testing.T) {
	p := withLetters("1", "2")
	d := over(t, p)
	w := d.do(http.MethodPost, retryPath, picked("1", "2"))
	require.Equal(t, http.StatusSeeOther, w.Code)
	require.Len(t, p.retried, 2)
	require.Equal(t, "urn:x & y", p.retried[0].GetSource())
	require.Equal(t, "1 dode brief wordt opnieuw geprobeerd: wat lukt, verdwijnt binnen een paar tellen uit deze lijst. 1 was er niet meer.",
		d.read(w.Header().Get("Location")).With("role", "status").Text())
	for _, token := range p.tokens {
		require.Equal(t, "Bearer of-ann", token)
	}
}

func TestDropAsksFirstWhatItSaysIsLost(t *testing.T) {
	p := withLetters("1")
	d := over(t, p)
	page := d.read(dropPath + "?" + picked("1", "2").Encode())
	require.Empty(t, p.dropped, "nothing is dropped by looking")
	text := page.First("main").Text()
	require.Contains(t, text, "Dit is niet terug te draaien")
	require.Contains(t, text, "letters.letter-sent van 1 mei, 12.00.00 uur, over seven")
	require.Contains(t, text, "1 van de gekozen is er niet meer")

	w := d.do(http.MethodPost, dropPath, picked("1"))
	require.Equal(t, http.StatusSeeOther, w.Code)
	require.Len(t, p.dropped, 1)
	require.Equal(t, "1 dode brief is weggegooid.", d.read(w.Header().Get("Location")).With("role", "status").Text())

	w = d.do(http.MethodGet, dropPath+"?"+picked("8").Encode(), nil)
	require.Equal(t, http.StatusSeeOther, w.Code, "there is nothing to ask about")
}

func TestFormThatPicksNothingOrNonsenseChangesNothing(t *testing.T) {
	p := withLetters("1")
	d := over(t, p)
	for _, path := range []string{retryPath, dropPath} {
		for form, want := range map[string]int{
			"dienst=shop": 400, "dienst=shop&brief=x": 400, "dienst=shop&brief=bron%3Durn": 400, "brief=%zz": 400,
		} {
			values, err := url.ParseQuery(form)
			if err != nil {
				values = url.Values{"dienst": {"shop"}, "brief": {"%zz"}}
			}
			require.Equal(t, want, d.do(http.MethodPost, path, values).Code, form)
		}
		large := picked("1")
		large.Set("x", strings.Repeat("x", maxForm))
		require.Equal(t, 400, d.do(http.MethodPost, path, large).Code)
	}
	require.Empty(t, p.retried)
	require.Empty(t, p.dropped)
	require.Equal(t, http.StatusNotFound, d.do(http.MethodGet, letterPath+"?"+picked("9").Encode(), nil).Code)
	require.Equal(t, http.StatusNotFound, d.do(http.MethodGet, letterPath, nil).Code)

	two := newDesk(t, map[string]operationsv1.OperationServiceClient{"a": client(t, calm("a")), "b": client(t, calm("b"))})
	require.Equal(t, http.StatusNotFound, two.do(http.MethodPost, retryPath, picked("1")).Code, "no such service")
}

func TestServiceThatIsAwayChangesNothingAndIsSaid(t *testing.T) {
	p := withLetters("1")
	p.fails = status.Error(codes.Unavailable, "10.0.0.7")
	w := over(t, p).do(http.MethodPost, dropPath, picked("1"))
	require.Equal(t, http.StatusServiceUnavailable, w.Code)
	require.Equal(t, "Deze dienst is nu niet te bereiken", webtest.Parse(t, w.Body).First("h1").Text())
}
