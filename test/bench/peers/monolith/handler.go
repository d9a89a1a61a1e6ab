package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/test/bench/beside"
)

// bodyLimit is the largest body of a request, in bytes.
const bodyLimit = 1 << 20

// handler records head counts.
type handler struct {
	records recorder
	tokens  *tokens
	clock   clock.Clock
	zone    *time.Location // of the organisation's calendar
}

// count is a head count on its way in.
type count struct {
	beside.HeadCount
	at time.Time
}

// problem is the answer to a request that was refused.
type problem struct {
	Detail string      `json:"detail"`
	Errors []violation `json:"errors,omitempty"`
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	subject, err := h.tokens.verify(r.Header.Get("Authorization"))
	switch {
	case errors.Is(err, errRole):
		beside.Answer(w, http.StatusForbidden, problem{Detail: err.Error()})
		return
	case err != nil:
		beside.Answer(w, http.StatusUnauthorized, problem{Detail: err.Error()})
		return
	}
	body := json.NewDecoder(http.MaxBytesReader(w, r.Body, bodyLimit))
	body.DisallowUnknownFields()
	c := &count{at: h.clock.Now()}
	if err := body.Decode(&c.HeadCount); err != nil {
		beside.Answer(w, http.StatusBadRequest, problem{Detail: err.Error()})
		return
	}
	c.ID, c.Recorder, c.Etag = ids.New(), subject, "1"
	c.CreateTime, c.UpdateTime = &c.at, &c.at
	h.record(w, r, c)
}

// record records a count and answers it.
func (h *handler) record(w http.ResponseWriter, r *http.Request, c *count) {
	broken := checkShape(c.HeadCount, civil.Today(c.at, h.zone).String())
	var err error
	if len(broken) == 0 {
		broken, err = h.records.record(r.Context(), c)
	}
	switch {
	case err != nil:
		beside.Answer(w, http.StatusInternalServerError, problem{Detail: "something went wrong on our side"})
	case len(broken) > 0:
		beside.Answer(w, http.StatusBadRequest, problem{Detail: "the head count breaks rules", Errors: broken})
	default:
		w.Header().Set("Location", "/v1/head-counts/"+c.ID)
		beside.Answer(w, http.StatusCreated, c.HeadCount)
	}
}

// event is what is told of a count. Who recorded it stays here.
func (c *count) event() ([]byte, error) {
	told := c.HeadCount
	told.Recorder = ""
	return json.Marshal(told)
}

// partOfDay and method answer values as the tables have them: "morning", "tally".
func (c *count) partOfDay() string { return word(c.PartOfDay, "PART_OF_DAY_") }
func (c *count) method() string    { return word(c.Method, "COUNT_METHOD_") }

func word(value, prefix string) string { return strings.ToLower(strings.TrimPrefix(value, prefix)) }
