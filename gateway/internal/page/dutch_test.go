package page

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDistrictIsNamedAfterItsCity(t *testing.T) {
	require.Equal(t, "Almere Haven", districtName("Almere", "haven"))
	require.Equal(t, "Nieuw West", districtName("", "nieuw-west"))
}

func TestCodeWithoutADutchNameNamesItself(t *testing.T) {
	require.Equal(t, "registratie van schuldhulp", named(serviceNames, "debtcounselling"))
	require.Equal(t, "housing", named(serviceNames, "housing"))
}
