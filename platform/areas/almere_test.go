package areas_test

import (
	"encoding/csv"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/areas"
)

func TestRegisterOfAlmereIsWhole(t *testing.T) {
	register, err := areas.Parse(areas.Almere)
	require.NoError(t, err)
	rows, err := csv.NewReader(strings.NewReader(string(areas.Almere))).ReadAll()
	require.NoError(t, err)
	seen := map[string]int{}
	for _, row := range rows[1:] {
		code, name, stadsdeel := row[0], row[1], row[2]
		require.Regexp(t, `^WK0034[0-9]{2}$`, code, "a wijk of Almere")
		require.NotEmpty(t, name)
		seen[stadsdeel]++
		first, err := strconv.Atoi(row[3])
		require.NoError(t, err)
		last, err := strconv.Atoi(row[4])
		require.NoError(t, err)
		for _, edition := range []int{first, last} {
			found, known := register.Stadsdeel(areas.Wijk{Code: code, Edition: edition})
			require.True(t, known)
			require.Equal(t, stadsdeel, found)
		}
		for _, edition := range []int{first - 1, last + 1} {
			_, known := register.Stadsdeel(areas.Wijk{Code: code, Edition: edition})
			require.False(t, known, "%s in %d", code, edition)
		}
	}
	require.Equal(t, map[string]int{"haven": 14, "stad": 23, "buiten": 17, "poort": 11, "hout": 5, "pampus": 1}, seen)
}
