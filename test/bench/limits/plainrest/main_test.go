package main

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/test/bench/beside"
	"github.com/deschoor/meedoen/test/bench/beside/besidetest"
)

func TestCountComesBackWithAnID(t *testing.T) {
	o := besidetest.Start(t, run, beside.Options{})
	answer, want := besidetest.Create(t, o, ""), besidetest.HeadCount()
	require.NotEmpty(t, answer.ID)
	want.ID = answer.ID
	require.Equal(t, want, answer)

	status, _ := besidetest.Post(t, "http://"+o.Listen+"/v1/head-counts", "", "no object")
	require.Equal(t, http.StatusBadRequest, status)
}
