/**
 * Models and seals from the Hugging Face hub, kept in the cache that its own library uses, so that each program finds what
 * another one fetched.
 *
 * <p>Start reading at {@link dev.styleseal.hub.Hub}. May import: error, io. The layout is that of hub-docs, local-cache.md;
 * requests and headers are those of huggingface_hub, file_download.py. Never loads libtorch. What a server says (names,
 * sizes, hashes, addresses) is checked before it is used.
 */
@NullMarked
package dev.styleseal.hub;

import org.jspecify.annotations.NullMarked;
