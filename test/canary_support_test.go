package test

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"
)

// supporter answers a token of a worker of a neighbourhood team.
func (s *suite) supporter() string {
	return s.makeToken([]string{"support.worker"}, "--group", "haven")
}

// writeResident has everything done with a resident who is supported, well and badly, and answers the id of the resident. Each
// question has ended, for who is supported still is not erased.
func (s *suite) writeResident(t *testing.T) string {
	t.Helper()
	worker := s.supporter()
	id := create(t, s, worker, "/v1/residents", canary())["id"].(string)
	for _, bad := range []map[string]any{
		{"email": "kwikstaart"}, {"telephone": "06 1357 9246 xanten"}, {"surname": ""}, {"wijkCode": "evrard"},
		{"birthDate": "1990-05-06T"},
	} {
		person := canary()
		maps.Copy(person, bad)
		refused := s.rest("POST", "/v1/residents", worker, person)
		require.GreaterOrEqual(t, refused.status, 400, "%v", bad)
		requireNoCanary(t, "an error", []byte(refused.text))
	}
	found := s.rest("POST", "/v1/resident-searches", worker, map[string]any{
		"surname": "van xanten-evrard", "birthDate": "1990-05-06",
	})
	require.Contains(t, found.text, id)
	changed := s.rest("PATCH", "/v1/residents/"+id, worker, map[string]any{"telephone": "0613579246"})
	require.Equal(t, 200, changed.status, changed.text)
	s.writeQuestions(t, worker, id)
	exported := s.rest("POST", "/v1/residents/"+id+"/exports", worker, map[string]any{})
	require.Contains(t, exported.text, "Xanten")
	require.Contains(t, exported.text, "Bel Kwikstaart")
	return id
}

// writeQuestions has questions say in words who asks and what was answered, about a resident and about nobody who is known.
func (s *suite) writeQuestions(t *testing.T, worker, resident string) {
	t.Helper()
	asked := func(change map[string]any) map[string]any {
		question := map[string]any{
			"channel": "QUESTION_CHANNEL_WALK_IN", "askerKind": "ASKER_KIND_RESIDENT", "lifeDomains": []string{"LIFE_DOMAIN_FINANCES"},
			"summary": "Dieuwertje van Xanten-Évrard heeft een brief van de verhuurder.", "wijkCode": "WK003401", "wijkYear": 2022,
			"team": "haven", "receiveDate": "2022-05-12", "residentId": resident, "senderReference": "vraag-1",
		}
		maps.Copy(question, change)
		return question
	}
	question := create(t, s, worker, "/v1/questions", asked(nil))
	require.Contains(t, question["summary"], "Xanten")
	for _, bad := range []map[string]any{
		{"summary": "Kwikstaart vraagt iets anders."}, {"team": "xanten"}, {"residentId": "kwikstaart", "senderReference": "vraag-2"},
		{"wijkCode": "évrard"}, {"receiveDate": "1990-05-06T"}, {"channel": "kwikstaart"}, {"lifeDomains": []string{"xanten"}},
	} {
		refused := s.rest("POST", "/v1/questions", worker, asked(bad))
		require.GreaterOrEqual(t, refused.status, 400, "%v", bad)
		requireNoCanary(t, "an error", []byte(refused.text))
	}
	path := "/v1/questions/" + question["id"].(string)
	for _, step := range []map[string]any{
		{"to": "QUESTION_STATE_TAKEN_UP", "date": "2022-05-13"},
		{
			"to": "QUESTION_STATE_ANSWERED", "date": "2022-05-14", "result": "QUESTION_RESULT_ADVICE",
			"answer": "Bel Kwikstaart op 06 1357 9246.",
		},
	} {
		early := maps.Clone(step)
		early["date"] = "1990-05-06"
		refused := s.rest("POST", path+"/transitions", worker, early)
		require.Equal(t, 400, refused.status, refused.text)
		requireNoCanary(t, "an error", []byte(refused.text))
		taken := s.rest("POST", path+"/transitions", worker, step)
		require.Less(t, taken.status, 300, taken.text)
		requireNoCanary(t, "a step", []byte(taken.text))
	}
	require.Contains(t, s.rest("GET", path, worker, nil).text, "Bel Kwikstaart")
	require.Contains(t, s.rest("GET", "/v1/questions?residentId="+resident, worker, nil).text, "Bel Kwikstaart")
	alone := create(t, s, worker, "/v1/questions", asked(map[string]any{"residentId": "", "senderReference": ""}))
	require.Contains(t, alone["summary"], "Xanten", "or the test proves nothing")
}
