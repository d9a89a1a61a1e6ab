package volunteers_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/volunteers"
)

func TestValidityOfCertificatesIsANumberOfMonths(t *testing.T) {
	for months, right := range map[int]bool{-1: false, 0: true, 36: true, 600: true, 601: false} {
		cfg := volunteers.Defaults()
		require.Empty(t, cfg.Validate())
		cfg.VOGValidity, cfg.TrainingValidity = months, months
		var keys []string
		for _, p := range cfg.Validate() {
			keys = append(keys, p.Key)
		}
		if right {
			require.Empty(t, keys, months)
		} else {
			require.Equal(t, []string{"vog-validity-months", "training-validity-months"}, keys, months)
		}
	}
}
