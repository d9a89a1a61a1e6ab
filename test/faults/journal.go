package main

import (
	"maps"
	"sync"
)

// journal is what callers were told: all that must be there, and all that may be.
type journal struct {
	mu      sync.Mutex
	entries map[string]map[string]*entry // of each kind, by request id
	byID    map[string]*entry
	counts  map[string]*counts
}

// entry is one thing that somebody had the suite record.
type entry struct {
	kind, requestID string
	id              string // empty while nobody knows whether it is there
	content         string // as the database says it
	maybe           []string
	amount          int64 // what of it figures add up
}

// counts are what became of the commands of a kind.
type counts struct {
	sent, acknowledged, refused, left int // each command once
	retries                           int
}

func newJournal() *journal {
	return &journal{entries: map[string]map[string]*entry{}, byID: map[string]*entry{}, counts: map[string]*counts{}}
}

// acknowledged notes that the suite said it has something.
func (j *journal) acknowledged(e entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.keep(&e)
	j.byID[e.id] = &e
}

// unknown notes that something may be there, once at most.
func (j *journal) unknown(e entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	e.id = ""
	j.keep(&e)
}

func (j *journal) keep(e *entry) {
	if j.entries[e.kind] == nil {
		j.entries[e.kind] = map[string]*entry{}
	}
	j.entries[e.kind][e.requestID] = e
}

// amended notes that what has an id is otherwise now, or may be.
func (j *journal) amended(id, content string, amount int64, certain bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	e := j.byID[id]
	if !certain {
		e.maybe = append(e.maybe, content)
		return
	}
	e.content, e.amount = content, amount
}

// of answers what is noted of a kind, by request id.
func (j *journal) of(kind string) map[string]entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	all := map[string]entry{}
	for id, e := range j.entries[kind] {
		all[id] = *e
	}
	return all
}

// count changes the counts of a kind.
func (j *journal) count(kind string, change func(*counts)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.counts[kind] == nil {
		j.counts[kind] = &counts{}
	}
	change(j.counts[kind])
}

// counted answers the counts of every kind.
func (j *journal) counted() map[string]counts {
	j.mu.Lock()
	defer j.mu.Unlock()
	all := map[string]counts{}
	for kind, c := range maps.All(j.counts) {
		all[kind] = *c
	}
	return all
}
