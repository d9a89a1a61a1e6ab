// Package besidetest is what the tests of the programs beside the suite share.
package besidetest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/test/bench/beside"
)

// Start runs a program in this process until the test ends, and is to end well then. It answers the options that it runs with, of
// which those of o that say where are filled in.
func Start(t *testing.T, run func(context.Context, beside.Options) error, o beside.Options) beside.Options {
	ctx, stop := context.WithCancel(t.Context())
	ready, ended := make(chan struct{}), make(chan error, 1)
	o.Listen, o.Data, o.Ready = testkit.Address(t), t.TempDir(), func() { close(ready) }
	go func() { ended <- run(ctx, o) }()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-ended)
	})
	select {
	case <-ready:
	case err := <-ended:
		ended <- nil
		require.NoError(t, err, "it ended before it served")
		require.Fail(t, "it ended before it served")
	case <-time.After(time.Minute):
		require.Fail(t, "it does not start")
	}
	return o
}

// HeadCount answers a head count that every program accepts.
func HeadCount() beside.HeadCount {
	return beside.HeadCount{
		LocationID: beside.LocationID, ProgrammeID: beside.ProgrammeID, Date: "2022-05-12", PartOfDay: "PART_OF_DAY_MORNING",
		Count: 12, Method: "COUNT_METHOD_TALLY",
	}
}

// Body answers what of a head count a caller sends.
func Body(c beside.HeadCount) map[string]any {
	return map[string]any{
		"locationId": c.LocationID, "programmeId": c.ProgrammeID, "date": c.Date, "partOfDay": c.PartOfDay, "count": c.Count,
		"method": c.Method,
	}
}

// Post posts a body to an address as who has a token, "" for nobody, and answers the status and the answer.
func Post(t *testing.T, url, token string, body any) (status int, answer []byte) {
	sent, err := json.Marshal(body)
	require.NoError(t, err)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(sent))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	answer, err = io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, answer
}

// Create posts a head count to /v1/head-counts, which is to be recorded, and answers it as it was.
func Create(t *testing.T, o beside.Options, token string) beside.HeadCount {
	status, answer := Post(t, "http://"+o.Listen+"/v1/head-counts", token, Body(HeadCount()))
	require.Equal(t, http.StatusCreated, status, "%s", answer)
	var c beside.HeadCount
	require.NoError(t, json.Unmarshal(answer, &c))
	return c
}
