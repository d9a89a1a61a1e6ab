package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func TestMethodReadsOrChangesByItsVerb(t *testing.T) {
	for method, want := range map[string]domain.AccessKind{
		"/a.v1.ClaimService/GetClaim":                  domain.AccessRead,
		"/a.v1.ClaimService/ListClaims":                domain.AccessRead,
		"/a.v1.ClientService/SearchClients":            domain.AccessRead,
		"/a.v1.ClientService/ExportClient":             domain.AccessRead,
		"/a.v1.CalculationService/CheckInstalment":     domain.AccessRead,
		"/a.v1.DeliveryService/StreamDelivery":         domain.AccessRead,
		"/a.v1.ClaimService/CreateClaim":               domain.AccessChanged,
		"/a.v1.ClaimService/BatchCreateClaims":         domain.AccessChanged,
		"/a.v1.ClientService/UpdateClient":             domain.AccessChanged,
		"/a.v1.ListService/CreateList":                 domain.AccessChanged,
		"/a.v1.ClientService/SomethingNobodyThoughtOf": domain.AccessChanged,
		"": domain.AccessChanged,
	} {
		require.Equal(t, want, domain.KindOf(method), method)
	}
}

func TestTwoLogsAreToldInTheOrderOfTime(t *testing.T) {
	of := func(ids ...string) (list []domain.Access) {
		for _, id := range ids {
			list = append(list, domain.Access{ID: id})
		}
		return list
	}
	require.Equal(t, of("1", "2", "3", "4"), domain.Merge(of("1", "3"), of("2", "4")))
	require.Empty(t, domain.Merge(nil, nil))
}
