package test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// writeClient has everything done with a client of the help with debts, well and badly, and answers the id of the client. The
// help has ended, for who is helped still is not erased.
func (s *suite) writeClient(t *testing.T) string {
	t.Helper()
	supervisor, importer := s.token("debt.supervisor"), s.token("importer")
	client := canary()
	client["street"], client["houseNumber"], client["postcode"] = "Xantenpad", "12", "1315 AB"
	id := create(t, s, supervisor, "/v1/debt-clients", client)["id"].(string)
	for _, bad := range []map[string]any{
		{"email": "kwikstaart"}, {"telephone": "06 1357 9246 xanten"}, {"surname": ""}, {"postcode": "xanten"}, {"city": "évrard\n"},
	} {
		person := canary()
		for key, value := range bad {
			person[key] = value
		}
		refused := s.rest("POST", "/v1/debt-clients", supervisor, person)
		require.GreaterOrEqual(t, refused.status, 400, "%v", bad)
		requireNoCanary(t, "an error", []byte(refused.text))
	}
	found := s.rest("POST", "/v1/debt-client-searches", supervisor, map[string]any{
		"surname": "van xanten-evrard", "birthDate": "1990-05-06",
	})
	require.Contains(t, found.text, id)
	changed := s.rest("PATCH", "/v1/debt-clients/"+id, supervisor, map[string]any{"telephone": "0613579246"})
	require.Equal(t, 200, changed.status, changed.text)
	trajectory := create(t, s, supervisor, "/v1/trajectories", map[string]any{
		"kind": "TRAJECTORY_KIND_DEBT_HELP", "clientIds": []string{id}, "reportDate": "2022-05-12",
	})
	ended := s.rest("POST", "/v1/trajectories/"+trajectory["id"].(string)+"/transitions", supervisor, map[string]any{
		"to": "TRAJECTORY_STATE_EXITED", "date": "2022-06-01", "exitReason": "EXIT_REASON_NO_SHOW",
	})
	require.Less(t, ended.status, 300, ended.text)
	create(t, s, importer, "/v1/trajectories", map[string]any{
		"kind": "TRAJECTORY_KIND_YOUTH_FUND", "clientIds": []string{id}, "reportDate": "2021-05-12", "endDate": "2022-03-01",
		"state": "TRAJECTORY_STATE_EXITED", "exitReason": "EXIT_REASON_COMPLETED", "debtFree": true,
	})
	exported := s.rest("POST", "/v1/debt-clients/"+id+"/exports", supervisor, map[string]any{})
	require.Contains(t, exported.text, "Xanten")
	return id
}
