package ddas_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/ddas"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/ddas/ddastest"
)

func TestDeliveryIsAsTheSchemaWantsIt(t *testing.T) {
	text := delivered(t, whole(t).Traject(), ddas.Dossier{Gemeentecode: "GM0034", Aanmelding: date(t, "2026-05-01")}.Traject())
	require.True(t, utf8.Valid(text))
	require.Contains(t, string(text), "Coördinator", "nothing is escaped that need not be")
	require.Contains(t, string(text), "Stroom <B.V.>")
	ddastest.RequireValid(t, text)
	ddastest.RequireInvalid(t, []byte(strings.Replace(string(text), `"Budgetbeheer"`, `"Budget"`, 1)))
	ddastest.RequireInvalid(t, []byte(strings.Replace(string(text), `"gemeentecode":"GM0034","client"`, `"gemeente":"GM0034","client"`, 1)))
}

func TestEachMunicipalityHasALeveringWithItsNumber(t *testing.T) {
	var text bytes.Buffer
	w, err := ddas.NewWriter(&text, kop(), deliverer())
	require.NoError(t, err)
	for _, code := range []string{"GM0034", "GM0363", "GM0995"} {
		require.NoError(t, w.Levering())
		for range 2 {
			require.NoError(t, w.Traject(ddas.Dossier{Gemeentecode: code, Aanmelding: date(t, "2026-05-01")}.Traject()))
		}
	}
	require.NoError(t, w.Close())
	ddastest.RequireValid(t, text.Bytes())
	var file struct {
		Leveringen []struct {
			Teller    int              `json:"teller"`
			Door      ddas.Organisatie `json:"aanleverende_organisatie"`
			Trajecten []struct {
				Gemeentecode string `json:"gemeentecode"`
			} `json:"schuldhulptrajecten"`
		} `json:"leveringen"`
	}
	require.NoError(t, json.Unmarshal(text.Bytes(), &file))
	require.Len(t, file.Leveringen, 3)
	for i, l := range file.Leveringen {
		require.Equal(t, i+1, l.Teller)
		require.Equal(t, deliverer(), l.Door)
		require.Len(t, l.Trajecten, 2)
		require.Equal(t, l.Trajecten[0], l.Trajecten[1])
	}
	require.Equal(t, "GM0995", file.Leveringen[2].Trajecten[0].Gemeentecode)
}

func TestDeliveryOfNothingIsValid(t *testing.T) {
	var text bytes.Buffer
	w, err := ddas.NewWriter(&text, kop(), deliverer())
	require.NoError(t, err)
	require.NoError(t, w.Close())
	require.True(t, json.Valid(text.Bytes()), text.String())
	ddastest.RequireValid(t, text.Bytes())
}

// full takes some bytes and then no more.
type full struct{ left int }

func (f *full) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errors.New("full")
	}
	return len(p), nil
}

func TestWhatCannotBeWrittenIsToldWhereverItStops(t *testing.T) {
	for left := range len(delivered(t, whole(t).Traject())) {
		to := &full{left}
		w, err := ddas.NewWriter(to, kop(), deliverer())
		if err == nil {
			err = errors.Join(w.Levering(), w.Traject(whole(t).Traject()), w.Close())
		}
		require.Error(t, err, left)
	}
}

func BenchmarkDelivery(b *testing.B) {
	d := whole(b)
	for b.Loop() {
		w, err := ddas.NewWriter(new(countingWriter), kop(), deliverer())
		require.NoError(b, err)
		require.NoError(b, w.Levering())
		for range 25_000 {
			require.NoError(b, w.Traject(d.Traject()))
		}
		require.NoError(b, w.Close())
	}
	b.ReportMetric(25_000*float64(b.N)/b.Elapsed().Seconds(), "trajectories/s")
}

type countingWriter int

func (c *countingWriter) Write(p []byte) (int, error) {
	*c += countingWriter(len(p))
	return len(p), nil
}
