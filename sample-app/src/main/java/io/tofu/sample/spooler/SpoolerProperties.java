package io.tofu.sample.spooler;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The limits of the spooler: nothing here grows for ever, whatever is thrown at it.
 *
 * @param directory where documents and images are kept meanwhile; a temporary directory
 * if it is not set
 * @param types the types of documents that are taken
 * @param maxQueued how many jobs may wait for a worker
 * @param maxWorking how many jobs may be with workers at a time
 * @param keep how many jobs that have ended are remembered
 * @param attempts how many workers a job may cost
 * @param answerTimeout time a worker may take until it sends its first page
 * @param maxDocumentSize the largest document
 * @param maxSpoolSize the space of all documents together
 * @param maxImagesSize the space of all page images together
 * @param maxPages the largest number of pages of one job
 */
@ConfigurationProperties("spooler")
record SpoolerProperties(@Nullable Path directory, @DefaultValue( {
		"application/pdf", "text/plain", "image/png", "image/jpeg", "image/gif" }) Set<String> types,
		@DefaultValue("100") int maxQueued, @DefaultValue("32") int maxWorking, @DefaultValue("50") int keep,
		@DefaultValue("3") int attempts, @DefaultValue("10m") Duration answerTimeout,
		@DefaultValue("1GB") DataSize maxDocumentSize, @DefaultValue("2GB") DataSize maxSpoolSize,
		@DefaultValue("256MB") DataSize maxImagesSize, @DefaultValue("500") int maxPages){

}
