package test

import (
	"net/url"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/testkit"
)

// today is the local date of the organisation.
func today(t *testing.T) string {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	require.NoError(t, err)
	return clock.System().Now().In(zone).Format(time.DateOnly)
}

// insist does what somebody does, again while the service is away, once.
func (d *deployment) insist(token, path string, what map[string]any) map[string]any {
	d.t.Helper()
	var done answer
	path += "?" + url.Values{"requestId": {uuid.NewString()}}.Encode()
	require.Eventually(d.t, func() bool {
		var err error
		done, err = d.try(d.t.Context(), d.http, "POST", path, token, what)
		return err == nil && done.status < 500
	}, patience, pause)
	require.Less(d.t, done.status, 300, done.text)
	return done.body
}

// step takes a question to a state.
func (d *deployment) step(question any, state string, more map[string]any) {
	d.t.Helper()
	what := map[string]any{"to": "QUESTION_STATE_" + state, "date": today(d.t)}
	for key, value := range more {
		what[key] = value
	}
	d.insist(d.supporter(), "/v1/questions/"+question.(string)+"/transitions", what)
}

// TestIntegratorsSeeEachChangeOnce: the example clients submit a question and follow it to its end, while the server is killed,
// and are killed and go on where they were. Both print the same.
func TestIntegratorsSeeEachChangeOnce(t *testing.T) {
	deployments(t, func(t *testing.T, d *deployment) {
		both := d.integrators()
		question := both[0].submit("vraag-1")
		require.Equal(t, question, both[1].submit("vraag-1"), "a second delivery adds nothing")
		require.Equal(t, "QUESTION_STATE_RECEIVED", question["state"])
		followers := []*running{both[0].follow("vraag-1"), both[1].follow("vraag-1")}
		each := func(do func(f *running)) {
			for _, f := range followers {
				do(f)
			}
		}
		each(func(f *running) { f.handled(1) })
		other := both[1].submit("vraag-2") // which tells those who follow the first nothing
		d.host("support").kill()
		d.host("support").restart()
		d.step(other["question_id"], "TAKEN_UP", nil)
		d.step(question["question_id"], "TAKEN_UP", nil)
		each(func(f *running) { f.handled(2); f.kill() })
		d.host("support").stop()
		d.host("support").restart()
		d.step(question["question_id"], "ANSWERED", map[string]any{"result": "QUESTION_RESULT_ADVICE", "answer": "Bel <ons>."})
		each(func(f *running) { f.again(); f.ends() })
		each(func(f *running) {
			require.Equal(t, []any{1.0, 2.0, 3.0}, f.told("version"), f.language)
			last := f.lines()[2]
			require.Equal(t, "QUESTION_STATE_ANSWERED", last["state"], f.language)
			require.Equal(t, "Bel <ons>.", last["answer"], f.language)
			f.again() // what has ended is followed no more
			f.ends()
			require.Len(t, f.lines(), 3, f.language)
		})
		require.Equal(t, followers[0].out.String(), followers[1].out.String(), "to the letter")
	}, oneProcess, apart)
}

// TestIntegratorsAreToldWhatIsWrong: the example clients read the reason of an error and every violation.
func TestIntegratorsAreToldWhatIsWrong(t *testing.T) {
	d := deployOneProcess(t)
	for _, client := range d.integrators() {
		reference := "vraag van " + client.language
		date := []string{"--date", today(t)}
		client.submit(reference)
		wrong := func(args ...string) map[string]any {
			refused := client.run(append([]string{"submit", "--reference", reference}, args...)...)
			require.Equal(t, 1, refused.code, refused.err)
			return refused.problem(t)
		}
		require.Equal(t, map[string]any{
			"code": "INVALID_ARGUMENT", "reason": "REQUEST_INVALID", "text": "The request has 2 violations.", "metadata": map[string]any{},
			"violations": []any{
				map[string]any{
					"field": "question.team", "reason": "STRING_PATTERN", "text": "Must have the form ^[a-z0-9][a-z0-9-]{0,39}$.",
				},
				map[string]any{
					"field": "question.receive_date", "reason": "STRING_PATTERN", "text": "Must have the form ^[0-9]{4}-[0-9]{2}-[0-9]{2}$.",
				},
			},
		}, wrong("--team", "Haven!", "--date", "gisteren"), client.language)
		conflict := wrong(append(date, "--team", "haven", "--summary", "Iets anders.")...)
		require.Equal(t, "CONFLICT", conflict["reason"], client.language)
		require.Contains(t, conflict["violations"].([]any)[0], "field", client.language)
		require.Equal(t, "PURPOSE_MISSING",
			wrong(append(date, "--team", "haven", "--refer", "--purpose", "")...)["violations"].([]any)[0].(map[string]any)["reason"])

		client.env = []string{"WIJKTEAM_TOKEN=" + d.token("municipality")}
		require.Equal(t, "ROLE_MISSING", wrong("--team", "haven")["reason"], client.language)
	}
}

// TestIntegratorsSendNoTokenWithoutTLS: but to the machine itself.
func TestIntegratorsSendNoTokenWithoutTLS(t *testing.T) {
	s := &suite{t: t, data: t.TempDir(), services: map[string]string{"support": testkit.Address(t)}}
	for _, client := range s.integrators() {
		client.args = []string{"--server", "192.0.2.1:9090", "--plaintext"}
		elsewhere := client.run("submit", "--reference", "vraag-1")
		require.Equal(t, 1, elsewhere.code, client.language)
		require.Contains(t, elsewhere.err, "never goes there without TLS", client.language)
		client.args = nil
		require.Equal(t, 2, client.run("submit", "--bestaat-niet").code, client.language)
		require.Equal(t, 2, client.run("submit").code, client.language)
	}
}
