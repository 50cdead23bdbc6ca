package dev.styleseal.checkpoint;

import dev.styleseal.weights.LdmNames;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names of a UNet's tensors, original to and from diffusers'. {@link LdmNames} knows the layers; here they have their
 * ".weight" and ".bias".
 */
final class UNetNames {
    private static final Pattern UPSAMPLER = Pattern.compile("(up_blocks\\.\\d{1,4}\\.)upsamplers\\.0\\.conv");

    private final LdmNames layers;
    private final Set<String> attending;

    private UNetNames(LdmNames layers, Set<String> attending) {
        this.layers = layers;
        this.attending = attending;
    }

    /** For a UNet with these original names. */
    static UNetNames ofOriginal(Collection<String> names) {
        return new UNetNames(LdmNames.of(names.stream().map(UNetNames::layer).toList()), Set.of());
    }

    /** For a UNet with these names of diffusers. */
    static UNetNames ofDiffusers(Collection<String> names) {
        Set<String> attending = names.stream()
                .filter(name -> name.startsWith("up_blocks.") && name.contains(".attentions."))
                .map(name -> name.substring(0, name.indexOf("attentions.")))
                .collect(Collectors.toSet());
        return new UNetNames(
                LdmNames.smallest(names.stream().map(UNetNames::layer).toList()), attending);
    }

    /** Whether a tensor's name is an original one. */
    static boolean isOriginal(String name) {
        return LdmNames.isLdm(layer(name));
    }

    /** Diffusers' name of an original tensor; nothing if there can be no such tensor. */
    Optional<String> diffusers(String name) {
        return layers.diffusers(layer(name)).map(layer -> layer + parameter(name));
    }

    /** The original name of diffusers' tensor; nothing if there can be no such tensor. */
    Optional<String> original(String name) {
        Matcher upsampler = UPSAMPLER.matcher(layer(name));
        boolean withoutTransformer = upsampler.matches() && !attending.contains(upsampler.group(1));
        return layers.ldm(layer(name))
                .map(layer -> withoutTransformer ? layer.replace(".2.conv", ".1.conv") : layer)
                .map(layer -> layer + parameter(name));
    }

    private static String layer(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    private static String parameter(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot);
    }
}
