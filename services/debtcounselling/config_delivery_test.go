package debtcounselling_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/debtcounselling"
)

func TestDefaultsAreValidAndEveryFaultOfWhoDeliversIsNamed(t *testing.T) {
	require.Empty(t, debtcounselling.Defaults().Validate())
	cfg := debtcounselling.Defaults()
	cfg.Delivery = debtcounselling.Delivery{
		Name: "Hulp en Raad", KvK: "1234567", Municipality: "34", Postcode: "1315", ContactEmail: "nobody", PerYear: 3,
	}
	keys := map[string]bool{}
	for _, p := range cfg.Validate() {
		keys[p.Key] = true
	}
	require.Equal(t, map[string]bool{
		"delivery.kvk-number": true, "delivery.municipality": true, "delivery": true, "delivery.postcode": true,
		"delivery.contact-email": true, "delivery.periods-per-year": true,
	}, keys)
	cfg.Delivery = debtcounselling.Delivery{
		Name: "Hulp en Raad", KvK: "12345678", Postcode: "1315ab", ContactName: "S. Bakker", ContactEmail: "levering@hulp.example",
		Supplier: "Meedoen 0.1.0", PerYear: 4,
	}
	require.Empty(t, cfg.Validate())
}
