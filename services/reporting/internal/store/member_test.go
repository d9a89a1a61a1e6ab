package store

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

func TestMembershipComesBackAsItWas(t *testing.T) {
	var m membership
	var now int64
	for _, text := range []string{"", "3", "ha:ven", "4:year", "é\n"} {
		m, now = m.add(domain.Key{Level: "stadsdeel wijk", Part: text, Other: "x" + text}, 12)
		require.EqualValues(t, 12, now)
	}
	m, now = m.add(domain.Key{Level: "stadsdeel wijk", Part: "3", Other: "x3"}, -5)
	require.EqualValues(t, 7, now)
	back, err := readMembership(m.String())
	require.NoError(t, err)
	require.Equal(t, m, back)

	m, now = m.add(domain.Key{Level: "stadsdeel wijk", Part: "3", Other: "x3"}, -7)
	require.Zero(t, now)
	require.Len(t, m, 4)
	empty, err := readMembership(membership{}.String())
	require.NoError(t, err)
	require.Empty(t, empty)
}

func TestMembershipThatWasCutIsRefused(t *testing.T) {
	whole := membership{{"year", "", "", 12}}.String()
	for n := range len(whole) - 1 {
		_, err := readMembership(whole[:n+1])
		require.Error(t, err, whole[:n+1])
	}
	for _, text := range []string{"4:year0:0:1:x", "-1:", "4"} {
		_, err := readMembership(text)
		require.Error(t, err, text)
	}
}
