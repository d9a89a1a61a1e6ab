package sample_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/sample"
	"github.com/deschoor/meedoen/services/reporting"
	"github.com/deschoor/meedoen/services/reporting/catalogue"
)

func TestCatalogueOfTheSampleYearIsRightAndItsTargetsAreMarkedAsFictitious(t *testing.T) {
	_, err := reporting.CheckCatalogue(sample.Catalogue())
	require.NoError(t, err)
	agreed := bytes.Count(sample.Catalogue(), []byte("value:"))
	require.Greater(t, agreed, 10)
	require.Equal(t, agreed, bytes.Count(sample.Catalogue(), []byte("source: Verzonnen voorbeeld")))
	require.Zero(t, bytes.Count(catalogue.Account(), []byte("targets: {")), "nobody knows what was agreed")
}

func TestTargetOfNoIndicatorIsNamed(t *testing.T) {
	for text, want := range map[string]string{
		"": "there are none", "- a": "there are none", "absent: {2022: {value: 1}}": `no indicator "absent"`, "a: [": "the targets",
	} {
		_, err := catalogue.AccountWith([]byte(text))
		require.ErrorContains(t, err, want)
	}
}
