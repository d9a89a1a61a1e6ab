package test

import (
	"maps"
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
	s.writeCase(t, supervisor, id, trajectory["id"].(string))
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

// writeCase has a case say who is owed, in words, and a partner tell of arrears at the address.
func (s *suite) writeCase(t *testing.T, supervisor, client, trajectory string) {
	t.Helper()
	path := "/v1/trajectories/" + trajectory
	owed := map[string]any{
		"clientId": client, "kind": "DEBT_KIND_OTHER", "rank": "CLAIM_RANK_CONCURRENT", "originalAmountCents": 5000,
		"amountCents": 5000, "balanceDate": "2022-05-14", "reference": "lening van Xanten",
		"privateCreditor": map[string]any{"name": "Évrard van Xanten", "iban": "NL02ABNA0123456789", "postcode": "1315 AB"},
	}
	wrong := map[string]any{}
	maps.Copy(wrong, owed)
	wrong["privateCreditor"] = map[string]any{"name": "Évrard van Xanten", "iban": "NL03ABNA0123456789"}
	refused := s.rest("POST", path+"/claims", supervisor, wrong)
	require.Equal(t, 400, refused.status, refused.text)
	require.Contains(t, refused.text, "IBAN")
	requireNoCanary(t, "an error", []byte(refused.text))
	for noun, what := range map[string]map[string]any{
		"claims": owed,
		"budget-plans": {"date": "2022-05-14", "lines": []any{map[string]any{
			"category": "BUDGET_CATEGORY_ALIMONY", "amountCents": 10_000, "clientId": client, "description": "van Évrard van Xanten",
		}}},
	} {
		added := s.rest("POST", path+"/"+noun, supervisor, what)
		require.Less(t, added.status, 300, added.text)
	}
	told := s.rest("POST", "/v1/early-signals", supervisor, map[string]any{
		"partner": "EARLY_SIGNAL_PARTNER_ENERGY", "partnerName": "Energie BV", "partnerReference": "7", "arrearsCents": 20_000,
		"arisenDate": "2022-03-01", "signalDate": "2022-05-13", "personalContact": true, "debtHelpNamed": true, "reminded": true,
		"transferOffered": true, "surname": "van Xanten-Évrard", "birthDate": "1990-05-06", "street": "Xantenpad", "houseNumber": "12",
		"postcode": "1315 AB", "city": "Almere",
	})
	require.Less(t, told.status, 300, told.text)
}
