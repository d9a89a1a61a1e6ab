package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// state is what is kept of following a question. A system with a database keeps it there, in the transaction in which it does
// what a change asks for: then a change is handled once, whatever happens.
type state struct {
	Reference string `json:"reference"`
	// ResumeToken is where the stream goes on. Empty: it has not begun.
	ResumeToken string `json:"resume_token"`
	// Version is the last change of the question that was handled. What comes again is known by it.
	Version int64 `json:"version"`
	// Ended says that the question was answered or closed.
	Ended bool `json:"ended"`
}

// loadState reads what was kept; nothing yet is the beginning.
func loadState(file, reference string) (state, error) {
	s := state{Reference: reference}
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(data, &s); err != nil || s.Reference != reference {
		return s, fmt.Errorf("%s is not what was kept of %q", file, reference)
	}
	return s, nil
}

// save writes the state: after a crash there is the one before or this one, and never half of it.
func (s state) save(file string) error {
	data, err := json.Marshal(s)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*.new") // readable by nobody else
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // which is gone where all went well
	_, err = f.Write(data)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}
