package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func TestWorkOfAYearIsSummedAndVolunteersComeFirst(t *testing.T) {
	require.Zero(t, domain.WorkedMinutes(nil))
	require.Empty(t, domain.WorkedKinds(nil))
	roles := []domain.WorkedRole{{Kind: domain.Intern, Minutes: 30}, {Kind: domain.Volunteer, Minutes: 45}, {Kind: domain.Intern, Minutes: 1}}
	require.Equal(t, 76, domain.WorkedMinutes(roles))
	require.Equal(t, []domain.EngagementKind{domain.Volunteer, domain.Intern}, domain.WorkedKinds(roles))
	require.Equal(t, []domain.EngagementKind{domain.Intern}, domain.WorkedKinds(roles[:1]))
}
