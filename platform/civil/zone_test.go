package civil_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
)

func TestZoneOfTheMachineIsNoneOfACalendar(t *testing.T) {
	for name, right := range map[string]bool{
		"Europe/Amsterdam": true, "America/Curacao": true, "UTC": true, "Europe/Almere": false, "": false, "Local": false,
	} {
		require.Equal(t, right, civil.CheckZone(name) == nil, name)
	}
}
