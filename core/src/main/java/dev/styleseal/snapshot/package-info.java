/**
 * What a training needs to go on after its process is gone: snapshots, two at a time, whole or not there, and the lock
 * that keeps a second process away. Start reading at {@link dev.styleseal.snapshot.SnapshotFolder}. Knows nothing of
 * libtorch; imports {@code error}, {@code io} and {@code weights}.
 */
@NullMarked
package dev.styleseal.snapshot;

import org.jspecify.annotations.NullMarked;
