package domain_test

import (
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// date answers the date in text, and none for "".
func date(t require.TestingT, text string) (d civil.Date) {
	require.NoError(t, d.Scan(text))
	return d
}

// reasonsOf answers violations, each as "path REASON".
func reasonsOf(broken []fault.Field) (list []string) {
	for _, f := range broken {
		list = append(list, f.Path+" "+f.Reason)
	}
	return list
}
