package bot

import (
	"context"
	"encoding/json"
	"fmt"

	"brobygger/adapters"
	"brobygger/practice"
	"brobygger/store"
)

// State gives the adapter of one platform its own durable values in project,
// kept as documents of kind "adapter" in s.
func State(s store.Store, project, platform string) adapters.State {
	return state{s, project, platform}
}

type state struct {
	store             store.Store
	project, platform string
}

func (s state) key(key string) practice.Key {
	return practice.Key{Kind: "adapter", ID: s.platform + "/" + key}
}

func (s state) Get(ctx context.Context, key string) (value []byte, err error) {
	err = s.store.View(ctx, s.project, func(r store.Reader) error {
		docs, err := r.Get(s.key(key))
		if err != nil || docs[0].Rev == 0 {
			return err
		}
		return json.Unmarshal(docs[0].Body, &value)
	})
	if err != nil {
		return nil, fmt.Errorf("read state %s of %s: %w", key, s.platform, err)
	}
	return value, nil
}

func (s state) Put(ctx context.Context, key string, value []byte) error {
	body, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write state %s of %s: %w", key, s.platform, err)
	}
	doc := practice.Doc{Key: s.key(key), Body: body}
	_, err = s.store.Update(ctx, store.Work{Project: s.project, Keys: []string{doc.Kind + "/" + doc.ID}, Do: func(r store.Reader) (store.Changes, error) {
		docs, err := r.Get(doc.Key)
		if err != nil {
			return store.Changes{}, err
		}
		doc.Rev = docs[0].Rev
		return store.Changes{Put: []practice.Doc{doc}}, nil
	}})
	if err != nil {
		return fmt.Errorf("write state %s of %s: %w", key, s.platform, err)
	}
	return nil
}
